import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Hostile input over HTTP: never a 500, and nothing is lost")
struct HostileInputTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    /// Values as they stand in a form.
    private static let values = [
        "%00", "a%00b", "%FF", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%0D%0ASet-Cookie:+x=1", "%1F", "%7F", "%C2%85",
        "%F0%9F%98%80", "%22%5C", "%E2%80%AE", "e%CC%81", "%", "%zz", "%2", "+", "==", "..%2F..%2F", "%3Cscript%3E",
        "'+OR+1=1--", "-1", "99999999999999999999999999", "eyJhbGciOiJub25lIn0.e30.", "a.b.c",
        String(repeating: "a", count: 20_000), String(repeating: "%CC%81", count: 5_000),
        String(repeating: "(", count: 10_000),
    ]

    private static let endpoints: [(path: String, base: [String], parameters: [String])] = [
        (
            "/oauth2/token",
            ["grant_type=client_credentials", "client_id=web", "client_secret=the-secret-of-web-0123456789"],
            [
                "grant_type", "scope", "resource", "client_id", "client_secret", "client_assertion",
                "client_assertion_type",
            ]
        ),
        (
            "/oauth2/token", ["grant_type=authorization_code", "client_id=app_1"],
            ["code", "redirect_uri", "code_verifier", "client_id", "resource"]
        ),
        ("/oauth2/token", ["grant_type=refresh_token", "client_id=app_1"], ["refresh_token", "scope", "resource"]),
        (
            "/oauth2/token", ["grant_type=urn:ietf:params:oauth:grant-type:device_code", "client_id=app_1"],
            ["device_code"]
        ),
        (
            "/oauth2/token",
            [
                "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id=web",
                "client_secret=the-secret-of-web-0123456789",
            ],
            ["assertion", "scope"]
        ),
        (
            "/oauth2/token",
            [
                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange", "client_id=web",
                "client_secret=the-secret-of-web-0123456789", "subject_token=x",
                "subject_token_type=urn:ietf:params:oauth:token-type:access_token",
                "resource=https://mcp.example.com/mcp",
            ],
            [
                "subject_token", "subject_token_type", "actor_token", "actor_token_type", "requested_token_type",
                "audience",
            ]
        ),
        (
            "/oauth2/introspection", ["client_id=web", "client_secret=the-secret-of-web-0123456789", "token=x"],
            ["token", "token_type_hint", "client_id", "client_secret"]
        ),
        ("/oauth2/revoke", ["client_id=app_1"], ["token", "token_type_hint", "client_id", "client_assertion"]),
        ("/oauth2/device_authorization", ["client_id=app_1"], ["client_id", "scope", "resource"]),
    ]

    /// RFC 6749 §5.2.
    private func isDescription(_ text: String?) -> Bool {
        text?.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C } ?? false
    }

    private func check(_ response: TestResponse, _ what: String) {
        #expect(response.status.code < 500, "\(what)")
        #expect(response.headers[.setCookie] == nil, "\(what)")
        guard response.status.code >= 400 else { return }
        #expect(response.json["error"]?.string?.isEmpty == false, "\(what)")
        #expect(isDescription(response.json["error_description"]?.string), "\(what): \(response.json)")
        #expect(response.headers[.cacheControl] == "no-store", "\(what)")
    }

    @Test("every parameter of every endpoint for programs", arguments: Array(endpoints.indices))
    func programs(index: Int) async throws {
        let (path, base, parameters) = Self.endpoints[index]
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            for parameter in parameters {
                for value in Self.values {
                    let kept = base.filter { !$0.hasPrefix(parameter + "=") }
                    for fields in [kept + ["\(parameter)=\(value)"], base + ["\(value)=x"]] {
                        let response = try await client.execute(
                            uri: path, method: .post, headers: Self.form,
                            body: ByteBuffer(string: fields.joined(separator: "&")))
                        check(response, "\(path) \(parameter) \(value.prefix(40))")
                    }
                }
            }
            let ready = try await client.execute(uri: "/health/ready", method: .get)
            #expect(ready.status == .ok)
        }
        _ = try await harness.userToken()
    }

    @Test("the same as JSON, with text that only JSON can have, and members of every type")
    func json() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        let values = [
            #""\u0000""#, #""a\u0000b""#, #""\ud800""#, #""\uDC00\uD800""#, "\"\u{1}\"", "1", "-0.0", "1e999", "true",
            "{}",
            "[]", "[[]]", "[null]", "[1]", #"["a","b"]"#, #"{"a":1}"#, String(repeating: "[", count: 30_000), "nul", "",
            "\"" + String(repeating: "x", count: 60_000) + "\"",
        ]
        try await harness.test { client in
            for (path, _, parameters) in Self.endpoints {
                for parameter in Set(parameters) {
                    for value in values {
                        let body = #"{"grant_type":"refresh_token","client_id":"app_1","\#(parameter)":\#(value)}"#
                        let response = try await client.execute(
                            uri: path, method: .post, headers: [.contentType: "application/json"],
                            body: ByteBuffer(string: body))
                        check(response, "\(path) \(parameter) \(value.prefix(40))")
                    }
                }
            }
        }
        _ = try await harness.userToken()
    }

    @Test("every parameter of an authorization request shows a page or redirects to where it may")
    func authorization() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        let base = [
            "response_type=code", "client_id=app_1", "redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback",
            "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method=S256", "state=s",
            "scope=mcp",
        ]
        let names = [
            "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "resource",
            "code_challenge", "code_challenge_method", "nonce", "prompt", "max_age", "login_hint", "request",
            "request_uri", "registration", "organization_id", "x",
        ]
        try await harness.test { client in
            for name in names {
                for value in Self.values where value.utf8.count < 12_000 {
                    let query = (base.filter { !$0.hasPrefix(name + "=") } + ["\(name)=\(value)"]).joined(
                        separator: "&")
                    for method in [HTTPRequest.Method.get, .post] {
                        let response =
                            method == .get
                            ? try await client.execute(uri: "/oauth2/authorize?\(query)", method: .get)
                            : try await client.execute(
                                uri: "/oauth2/authorize", method: .post, headers: Self.form,
                                body: ByteBuffer(string: query))
                        #expect(response.status.code < 500, "\(name) \(value)")
                        guard let location = response.headers[.location] else {
                            #expect(response.headers[.contentType]?.hasPrefix("text/html") == true)
                            #expect(
                                response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                            #expect(!String(buffer: response.body).contains("<script>"))
                            continue
                        }
                        #expect(
                            location.hasPrefix("https://app.example.com/callback?")
                                || (method == .post && location.hasPrefix("/oauth2/authorize?")), "\(location)")
                        #expect(location.utf8.allSatisfy { (0x21...0x7E).contains($0) })
                        #expect(!location.contains("code=") || method == .post)
                    }
                }
            }
        }
    }

    @Test("paths, headers and the device page")
    func others() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            for value in Self.values where value.utf8.count < 12_000 {
                for path in [
                    "/oauth2/register/\(value)", "/sso/jwks/\(value)", "/\(value)", "/oauth2/device?user_code=\(value)",
                ] {
                    let response = try await client.execute(uri: path, method: .get)
                    #expect(response.status.code < 500, "\(path)")
                }
                let bytes = Base64.encode(
                    Array((FormURLEncoded.decodeComponent(Array(value.utf8)[...]) ?? "\u{0}").utf8), .standard)
                for header in ["Basic \(bytes)", "Basic \(value)", "Bearer \(value)", value, "Basic", "Bearer", ""] {
                    for (path, method) in [
                        ("/oauth2/userinfo", HTTPRequest.Method.get), ("/oauth2/userinfo", .post),
                        ("/oauth2/register/app_1", .delete), ("/oauth2/token", .post), ("/oauth2/introspection", .post),
                    ] {
                        var headers = Self.form
                        headers[.authorization] = header
                        let response = try await client.execute(
                            uri: path, method: method, headers: headers,
                            body: ByteBuffer(string: "grant_type=client_credentials&token=x"))
                        check(response, "\(path) \(header.prefix(60))")
                        #expect(response.status.code >= 400)
                    }
                }
                var cookie: HTTPFields = [.cookie: "__Host-claviger_session=\(value); __Host-claviger_browser=\(value)"]
                cookie[.contentType] = "application/x-www-form-urlencoded"
                for path in [
                    "/oauth2/sign-in", "/oauth2/consent", "/oauth2/organization", "/oauth2/sign-out", "/oauth2/device",
                ] {
                    let response = try await client.execute(
                        uri: path, method: .post, headers: cookie,
                        body: ByteBuffer(string: "interaction=\(value)&csrf=\(value)&user=user_1&decision=approve"))
                    #expect((400..<500).contains(response.status.code), "\(path) \(value.prefix(40))")
                }
            }
        }
    }

    @Test("registrations of every shape")
    func registrations() async throws {
        let harness = try await Harness()
        let values = [
            "null", "1", "-1", "1e400", "true", "{}", "[]", #""""#, #""\u0000""#, #""a\u0000""#, #"["\u0000"]"#, "[[]]",
            "[{}]",
            #""\u202e""#, #"[""]"#, #"["x",1]"#, #"{"keys":[{"kty":"EC","kid":"\u0000"}]}"#, #"{"keys":5}"#,
            #"{"keys":[5]}"#,
            "\"" + String(repeating: "x", count: 30_000) + "\"", #""https://\u0000.example""#,
            #"["https://a.example/\u00e9"]"#,
        ]
        let names = [
            "redirect_uris", "token_endpoint_auth_method", "grant_types", "response_types", "client_name", "client_uri",
            "logo_uri", "tos_uri", "policy_uri", "contacts", "scope", "jwks", "jwks_uri", "software_id",
            "software_version", "application_type", "client_id", "client_secret", "client_name#de",
        ]
        var bodies = names.flatMap { name in
            values.map { #"{"redirect_uris":["https://a.example/cb"],"\#(name)":\#($0)}"# }
        }
        bodies = bodies.map { body in
            // A name that stands twice is refused as JSON; each test value is to be seen alone.
            body.hasPrefix(#"{"redirect_uris":["https://a.example/cb"],"redirect_uris":"#)
                ? "{" + body.dropFirst(#"{"redirect_uris":["https://a.example/cb"],"#.count) : body
        }
        bodies += ["", "null", "[]", "{", "{}", String(repeating: "[", count: 50_000), "\u{0}", "{\"a\":1}x"]
        let sent = bodies
        try await harness.test { client in
            for (index, body) in sent.enumerated() {
                // No more registrations a minute than an address may make.
                if index % 50 == 0 { harness.clock.advance(seconds: 60) }
                let response = try await client.execute(
                    uri: "/oauth2/register", method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: body))
                check(response, body.prefix(80).description)
                #expect([201, 400, 413].contains(response.status.code), "\(body.prefix(80))")
                guard response.status == .created, let token = response.json["registration_access_token"]?.string,
                    let id = response.json["client_id"]?.string
                else { continue }
                let read = try await client.execute(
                    uri: "/oauth2/register/\(id)", method: .get, headers: [.authorization: "Bearer \(token)"])
                #expect(read.status == .ok)
                #expect(read.json["redirect_uris"] == response.json["redirect_uris"])
            }
        }
    }
}
