import OAuth
import Testing

@Suite("RFC 6749 §4.1.1: authorization requests")
struct AuthorizationRequestTests {
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let base = [
        ("response_type", "code"), ("client_id", "c"), ("code_challenge", challenge), ("code_challenge_method", "S256"),
    ]

    /// A request of the parameters that every one needs, some of them replaced or, by an empty value, left out.
    private func request(_ changes: [(String, String)]) throws -> AuthorizationRequest {
        let names = Set(changes.map(\.0))
        let pairs = AuthorizationRequestTests.base.filter { !names.contains($0.0) } + changes
        return try AuthorizationRequest(try AuthorizationParameters(pairs.map { (name: $0.0, value: $0.1) }))
    }

    private func error(_ changes: (String, String)...) throws -> OAuthError {
        try #require(throws: OAuthError.self) { try request(changes) }
    }

    @Test("Every parameter that this server reads")
    func everything() throws {
        let request = try request([
            ("redirect_uri", "http://127.0.0.1:9/cb"), ("state", "s t~ä"), ("scope", "openid mcp"), ("nonce", "n"),
            ("resource", "https://r.example/mcp"), ("resource", "urn:x:y"), ("prompt", "login consent"),
            ("max_age", "0"),
            ("login_hint", "a@a.example"), ("response_mode", "query"), ("display", "page"), ("ui_locales", "de"),
        ])
        #expect(request.clientID == "c")
        #expect(request.redirectURI == "http://127.0.0.1:9/cb")
        #expect(request.state == "s t~ä")
        #expect(request.scope?.values == ["openid", "mcp"])
        #expect(request.resources == ["https://r.example/mcp", "urn:x:y"])
        #expect(request.codeChallenge == AuthorizationRequestTests.challenge)
        #expect(request.nonce == "n")
        #expect(request.prompt == [.login, .consent])
        #expect(request.maxAge == 0)
        #expect(request.loginHint == "a@a.example")
    }

    @Test("What is left out or empty is absent")
    func absent() throws {
        let request = try request(["state", "scope", "resource", "prompt", "max_age", "redirect_uri"].map { ($0, "") })
        #expect(request.state == nil && request.scope == nil && request.maxAge == nil && request.redirectURI == nil)
        #expect(request.resources.isEmpty && request.prompt.isEmpty && request.nonce == nil && request.loginHint == nil)
    }

    @Test("RFC 6749 §4.1.2.1: response_type is code")
    func responseType() throws {
        #expect(try error(("response_type", "")).code == .invalidRequest)
        for type in ["token", "id_token", "code id_token", "code token", "none", "Code"] {
            #expect(try error(("response_type", type)).code == .unsupportedResponseType)
        }
    }

    @Test("The answer goes into the query", arguments: ["fragment", "form_post", "query.jwt", "Query"])
    func responseMode(mode: String) throws {
        #expect(try error(("response_mode", mode)).code == .invalidRequest)
    }

    @Test("RFC 7636 §4.4.1: PKCE is required, with S256; the words say so")
    func pkce() throws {
        let missing = try error(("code_challenge", ""))
        #expect(missing.code == .invalidRequest && missing.description.contains("code_challenge is missing"))
        let plain = [try error(("code_challenge_method", "")), try error(("code_challenge_method", "plain"))]
        for error in plain + [try error(("code_challenge_method", "s256"))] {
            #expect(error.code == .invalidRequest && error.description.contains("code_challenge_method=S256"))
        }
        for challenge in [
            "short", AuthorizationRequestTests.challenge + "=", AuthorizationRequestTests.challenge + "a",
        ] {
            #expect(try error(("code_challenge", challenge)).code == .invalidRequest)
        }
    }

    @Test("OpenID Connect Core §3.1.2.6: request, request_uri and registration have codes of their own")
    func unsupported() throws {
        #expect(try error(("request", "a.b.c")).code.rawValue == "request_not_supported")
        #expect(try error(("request_uri", "urn:x:y")).code.rawValue == "request_uri_not_supported")
        #expect(try error(("registration", "{}")).code.rawValue == "registration_not_supported")
        #expect(try error(("request", "a.b.c"), ("response_type", "")).code == .requestNotSupported)
    }

    @Test("RFC 6749 §3.3: a scope outside the grammar is invalid_scope", arguments: ["é", "a\"b", "a\nb", "\u{0}"])
    func scope(scope: String) throws {
        #expect(try error(("scope", scope)).code == .invalidScope)
    }

    @Test(
        "RFC 8707 §2: a resource is an absolute URI without a fragment",
        arguments: [
            "mcp", "/mcp", "//a.example/mcp", "https:", "https://a.example/#x", "https://a.example/#",
            "https://a.example/a b",
            "https://a.example/é", "https://a.example/%zz", "1a:b", ":", "https://a.example/\\",
            String(repeating: "a:", count: 1025),
        ])
    func resource(text: String) throws {
        #expect(!ResourceIndicator.isWellFormed(text))
        // Judged where it is known what the client's own audience is.
        #expect(try request([("resource", text)]).resources == [text])
    }

    @Test("A request names 8 resources at most")
    func resources() throws {
        let resources = (1...9).map { ("resource", "https://r\($0).example") }
        #expect(try request(resources.dropLast()).resources.count == 8)
        #expect(try #require(throws: OAuthError.self) { try request(resources) }.code == .invalidTarget)
    }

    @Test("OpenID Connect Core §3.1.2.1: values of prompt that are not known are ignored, and none stands alone")
    func prompt() throws {
        #expect(try request([("prompt", "create  select_account")]).prompt == [.selectAccount])
        #expect(try request([("prompt", "none")]).prompt == [.none])
        #expect(try request([("prompt", "Login")]).prompt.isEmpty)
        for prompt in ["none login", "login none", "none create"] {
            #expect(try error(("prompt", prompt)).code == .invalidRequest)
        }
    }

    @Test(
        "max_age is a number of seconds", arguments: ["-1", "+1", "1.5", "1e3", "x", " 1", "٣", "99999999999999999999"])
    func maxAge(text: String) throws {
        #expect(try error(("max_age", text)).code == .invalidRequest)
    }

    @Test("nonce and login_hint, which are kept, have 1024 bytes at most", arguments: ["nonce", "login_hint"])
    func longText(name: String) throws {
        #expect(throws: Never.self) { try request([(name, String(repeating: "x", count: 1024))]) }
        #expect(try error((name, String(repeating: "x", count: 1025))).code == .invalidRequest)
    }

    @Test("client_id is required")
    func clientID() throws {
        #expect(try error(("client_id", "")).code == .invalidRequest)
    }
}
