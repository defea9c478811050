import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import StorageSQLite
import Testing

/// A browser and a client program at one control plane.
final class Visitor {
    private let client: any TestClientProtocol
    private(set) var cookies: [String: String] = [:]

    init(_ client: any TestClientProtocol) { self.client = client }

    func get(_ uri: String, bearer: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        headers[.authorization] = bearer.map { "Bearer \($0)" }
        return try remember(await client.execute(uri: uri, method: .get, headers: headers))
    }

    /// Sends the form of a page that goes to this path.
    func submit(_ page: TestResponse, _ action: String, _ fields: [String: String] = [:]) async throws -> TestResponse {
        let form = try #require(PageHTML(page).forms.first { $0.action == action }, "\(String(buffer: page.body))")
        return try remember(
            await client.execute(
                uri: action, method: .post,
                headers: [
                    .contentType: "application/x-www-form-urlencoded", .origin: Harness.issuer,
                    .cookie: cookies.map { "\($0)=\($1)" }.joined(separator: "; "),
                ],
                body: ByteBuffer(
                    string: FormURLEncoded.serialize(
                        form.fields.merging(fields) { $1 }.map { ($0.key, $0.value) }))))
    }

    /// A request of a program, without cookies.
    func post(_ uri: String, _ parameters: [(String, String)]) async throws -> TestResponse {
        try await client.execute(
            uri: uri, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: FormURLEncoded.serialize(parameters)))
    }

    private func remember(_ response: TestResponse) -> TestResponse {
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2, !cookie.contains("Max-Age=0") {
                cookies[pair[0]] = pair[1]
            } else {
                cookies[pair[0]] = nil
            }
        }
        return response
    }
}

@Suite("The authorization server over HTTP, from end to end")
struct AuthorizationServerFlowTests {
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    private static func location(_ changes: [(String, String)] = []) -> String {
        let base = [
            ("response_type", "code"), ("client_id", "app_1"), ("redirect_uri", "https://app.example.com/callback"),
            ("scope", "openid email mcp offline_access"), ("state", "a b&c"),
            ("resource", "https://mcp.example.com/mcp"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
        ]
        let names = Set(changes.map(\.0))
        return "/oauth2/authorize?" + FormURLEncoded.serialize(base.filter { !names.contains($0.0) } + changes)
    }

    private func answer(_ response: TestResponse) throws -> [String: String] {
        let location = try #require(response.headers[.location])
        let query = try #require(location.split(separator: "?", maxSplits: 1).last)
        return Dictionary(try #require(FormURLEncoded.parse(query.utf8)).map { ($0.name, $0.value) }) { $1 }
    }

    @Test("sign-in, consent, code, tokens, userinfo, introspection, refresh, revocation")
    func whole() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            let signIn = try await visitor.get(Self.location())
            #expect(signIn.status == .ok)
            let signedIn = try await visitor.submit(signIn, "/oauth2/sign-in", ["user": "user_1"])
            #expect(signedIn.status == .seeOther)
            let consent = try await visitor.get(try #require(signedIn.headers[.location]))
            #expect(PageHTML(consent).text.contains("app.example.com"))
            let decided = try await visitor.submit(consent, "/oauth2/consent", ["decision": "approve"])
            let answer = try answer(decided)
            #expect(answer["state"] == "a b&c")
            #expect(answer["iss"] == Harness.issuer)
            let tokens = try await visitor.post(
                "/oauth2/token",
                [
                    ("grant_type", "authorization_code"), ("code", answer["code"] ?? ""), ("client_id", "app_1"),
                    ("redirect_uri", "https://app.example.com/callback"), ("code_verifier", Self.verifier),
                ])
            #expect(tokens.status == .ok)
            #expect(tokens.headers[.cacheControl] == "no-store")
            #expect(tokens.json["token_type"] == "Bearer")
            #expect(tokens.json["id_token"]?.string != nil)
            let access = try #require(tokens.json["access_token"]?.string)
            let refresh = try #require(tokens.json["refresh_token"]?.string)
            let info = try await visitor.get("/oauth2/userinfo", bearer: access)
            #expect(info.json["email"] == "ada@example.com")
            #expect(info.json["sub"] == "user_1")
            let asked = [("client_id", "client_1"), ("client_secret", Harness.secret), ("token", access)]
            #expect(try await visitor.post("/oauth2/introspection", asked).json == ["active": false])
            let rotated = [("grant_type", "refresh_token"), ("client_id", "app_1"), ("refresh_token", refresh)]
            let first = try await visitor.post("/oauth2/token", rotated)
            let again = try await visitor.post("/oauth2/token", rotated)
            #expect(first.status == .ok)
            #expect(first.body == again.body)
            let last = try #require(first.json["refresh_token"]?.string)
            let revoked = try await visitor.post("/oauth2/revoke", [("client_id", "app_1"), ("token", last)])
            #expect(revoked.status == .ok)
            #expect(revoked.body.readableBytes == 0)
            let gone = try await visitor.get("/oauth2/userinfo", bearer: access)
            #expect(gone.status == .unauthorized)
            #expect(gone.headers[.wwwAuthenticate]?.hasPrefix("Bearer error=\"invalid_token\"") == true)
            #expect(try await visitor.post("/oauth2/token", rotated).json["error"] == "invalid_grant")
        }
    }

    @Test("the page of one browser is of no use in another (login and consent CSRF)")
    func crossBrowser() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let attacker = Visitor(client)
            let victim = Visitor(client)
            let page = try await attacker.get(Self.location())
            _ = try await victim.get(Self.location())
            #expect(try await victim.submit(page, "/oauth2/sign-in", ["user": "user_1"]).status == .forbidden)
            let own = try await victim.get(Self.location())
            _ = try await victim.submit(own, "/oauth2/sign-in", ["user": "user_1"])
            let consent = try await victim.get(Self.location())
            // The consent page of the victim, posted from the attacker's browser, decides nothing.
            #expect(
                try await attacker.submit(consent, "/oauth2/consent", ["decision": "approve"]).status == .forbidden)
        }
    }

    @Test("a consent page of one request does not approve another one")
    func swapped() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            _ = try await visitor.submit(try await visitor.get(Self.location()), "/oauth2/sign-in", ["user": "user_1"])
            let consent = try await visitor.get(Self.location([("scope", "mcp")]))
            let wider = Self.location([("scope", "mcp mcp:write")])
            let response = try await visitor.submit(
                consent, "/oauth2/consent", ["decision": "approve", "interaction": wider])
            #expect(response.status == .forbidden)
        }
    }

    @Test("a sign-in gives the browser another session cookie each time")
    func sessions() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            let location = Self.location([("prompt", "login")])
            var seen: Set<String> = []
            for index in 0..<3 {
                let page = try await visitor.get(Self.location([("prompt", "login"), ("nonce", "\(index)")]))
                _ = try await visitor.submit(page, "/oauth2/sign-in", ["user": "user_1"])
                let session = try #require(visitor.cookies.first { $0.key.contains("session") }?.value)
                #expect(seen.insert(session).inserted)
            }
            #expect(try await visitor.get(location).status == .ok)
        }
    }

    @Test("RFC 6749 §3.1.2.3 and rule 7: an error page has no Location, and redirects only lead to registered URIs")
    func noOpenRedirect() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            for uri in ["https://evil.example/", "//evil.example", "https://app.example.com/callback.evil.example"] {
                let response = try await visitor.get(Self.location([("redirect_uri", uri), ("scope", "admin")]))
                #expect(response.status == .badRequest)
                #expect(response.headers[.location] == nil)
                #expect(!String(buffer: response.body).contains("href=\"\(uri)"))
            }
            let response = try await visitor.get(Self.location([("scope", "admin")]))
            #expect(try answer(response)["error"] == "invalid_scope")
        }
    }
}

@Suite("Bearer endpoints over HTTP (RFC 6750, RFC 7592)")
struct BearerEndpointTests {
    @Test(
        "RFC 6750 §3.1: no credentials, or those of another scheme, are a 401 without an error",
        arguments: [nil, "Basic eDp5", "Digest x"])
    func challenge(_ header: String?) async throws {
        let harness = try await Harness()
        try await harness.test { client in
            for path in ["/oauth2/userinfo", "/oauth2/register/client_1"] {
                var headers = HTTPFields()
                headers[.authorization] = header
                let response = try await client.execute(uri: path, method: .get, headers: headers)
                #expect(response.status == .unauthorized, "\(path)")
                #expect(response.headers[.wwwAuthenticate] == "Bearer", "\(path)")
            }
        }
    }

    @Test(
        "RFC 6750 §3.1: a token without the scope is 403 insufficient_scope with the scope; a bad one 401 invalid_token"
    )
    func userInfo() async throws {
        let harness = try await Harness()
        let token = try await harness.userToken()
        try await harness.test { client in
            let visitor = Visitor(client)
            let poor = try await visitor.get("/oauth2/userinfo", bearer: token)
            #expect(poor.status == .forbidden)
            #expect(poor.headers[.wwwAuthenticate]?.contains("error=\"insufficient_scope\"") == true)
            #expect(poor.headers[.wwwAuthenticate]?.contains("scope=\"openid\"") == true)
            let bad = try await visitor.get("/oauth2/userinfo", bearer: "x")
            #expect(bad.status == .unauthorized)
            #expect(bad.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
            #expect(bad.headers[.accessControlAllowOrigin] == "*")
            #expect(bad.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
        }
    }

    @Test("RFC 7591 §3.2.1 and RFC 7592: 201, 200, 200, 204, and a 401 for whoever comes after that")
    func registration() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            func send(
                _ method: HTTPRequest.Method, _ path: String, _ token: String?, _ json: JSONValue? = nil
            ) async throws -> TestResponse {
                var headers: HTTPFields = [.contentType: "application/json"]
                headers[.authorization] = token.map { "Bearer \($0)" }
                return try await client.execute(
                    uri: path, method: method, headers: headers,
                    body: json.map { ByteBuffer(bytes: $0.serialized()) })
            }
            let metadata: JSONValue = ["redirect_uris": ["https://a.example/cb"], "client_name": "One"]
            let created = try await send(.post, "/oauth2/register", nil, metadata)
            #expect(created.status == .created)
            #expect(created.headers[.cacheControl] == "no-store")
            let uri = try #require(created.json["registration_client_uri"]?.string)
            let path = String(uri.dropFirst(Harness.issuer.count))
            let token = try #require(created.json["registration_access_token"]?.string)
            #expect(try await send(.get, path, token).json["client_name"] == "One")
            let id = try #require(created.json["client_id"])
            let update: JSONValue = ["client_id": id, "redirect_uris": ["https://a.example/cb"], "client_name": "Two"]
            #expect(try await send(.put, path, token, update).json["client_name"] == "Two")
            for wrong in [nil, "x", token + "x"] {
                let response = try await send(.get, path, wrong)
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
            #expect(try await send(.put, path, token, ["client_id": id]).status == .badRequest)
            #expect(try await send(.delete, path, token).status == .noContent)
            #expect(try await send(.get, path, token).status == .unauthorized)
            #expect(try await send(.delete, path, token).status == .unauthorized)
        }
    }

    @Test("RFC 6749 §2.3: a secret in the query of the token endpoint counts for nothing")
    func secretInQuery() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            let query = FormURLEncoded.serialize([("client_id", "client_1"), ("client_secret", Harness.secret)])
            let response = try await client.execute(
                uri: "/oauth2/token?\(query)", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "grant_type=client_credentials"))
            #expect(response.status == .unauthorized)
        }
    }

    @Test("too many failed attempts are 429 with Retry-After, and another client is not concerned")
    func throttled() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            let visitor = Visitor(client)
            var last: TestResponse?
            for _ in 0..<12 {
                last = try await visitor.post(
                    "/oauth2/token",
                    [("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", "x")])
            }
            #expect(last?.status == .tooManyRequests)
            #expect(last?.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
        }
        _ = try await harness.userToken()
    }
}
