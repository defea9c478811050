import OAuth
import Testing

@Suite("RFC 6749 §3.2: the parameters of a token request")
struct TokenRequestTests {
    private func request(_ parameters: (String, String)...) throws -> TokenRequest {
        try TokenRequest(parameters: parameters.map { (name: $0.0, value: $0.1) })
    }

    private func code(_ parameters: (String, String)...) throws -> OAuthError.Code {
        try #require(throws: OAuthError.self) {
            try TokenRequest(parameters: parameters.map { (name: $0.0, value: $0.1) })
        }.code
    }

    @Test("Every parameter that this server reads")
    func everything() throws {
        let request = try request(
            ("grant_type", "client_credentials"), ("client_id", "c"), ("client_secret", "s"), ("scope", "a b"),
            ("resource", "https://r.example/mcp"))
        #expect(request.grantType == .clientCredentials)
        #expect(request.authentication.clientID == "c")
        #expect(request.authentication.clientSecret == Secret("s"))
        #expect(request.scope?.values == ["a", "b"])
        #expect(request.resources == ["https://r.example/mcp"])
    }

    @Test("grant_type is required, and one that nobody knows is left to the endpoint")
    func grantType() throws {
        #expect(try code(("scope", "a")) == .invalidRequest)
        #expect(try code(("grant_type", "")) == .invalidRequest)
        #expect(try code(("Grant_Type", "client_credentials")) == .invalidRequest)
        #expect(try request(("grant_type", "password")).grantType.rawValue == "password")
    }

    @Test(
        "RFC 6749 §3.2: a parameter must not stand twice, not even with equal values",
        arguments: ["grant_type", "client_id", "client_secret", "scope"])
    func twice(name: String) throws {
        #expect(try code(("grant_type", "g"), (name, "v"), (name, "v")) == .invalidRequest)
        #expect(try code(("grant_type", "g"), (name, "v"), ("y", "1"), (name, "w")) == .invalidRequest)
    }

    @Test("RFC 6749 §3.2: a parameter without a value counts as omitted")
    func empty() throws {
        let request = try request(
            ("grant_type", "g"), ("client_id", ""), ("client_secret", ""), ("scope", ""), ("resource", ""),
            ("grant_type", ""))
        #expect(request.authentication.clientID == nil)
        #expect(request.authentication.clientSecret == nil)
        #expect(request.scope == nil)
        #expect(request.resources.isEmpty)
        #expect(try TokenRequestTests().request(("grant_type", "g"), ("scope", "  ")).scope == nil)
    }

    @Test("RFC 8707 §2: resource may stand more than once, and its order is kept")
    func resources() throws {
        let request = try request(("grant_type", "g"), ("resource", "b"), ("resource", "a"), ("resource", "b"))
        #expect(request.resources == ["b", "a", "b"])
    }

    @Test("RFC 6749 §3.2: parameters that are not known are ignored, whatever is in them and however often")
    func unknown() throws {
        let request = try request(
            ("grant_type", "g"), ("organization_id", "org_x"), ("audience", "y"), ("", "z"), ("x", "\u{0}"), ("x", "1"))
        #expect(request.resources.isEmpty)
    }

    @Test(
        "RFC 6749 §3.3: a scope outside the grammar is invalid_scope",
        arguments: ["a\"b", "a\\b", "a\tb", "é", "a\nb", "a\u{7F}", "\u{0}", "a \u{A0} b", "a \u{301}b"])
    func scopeGrammar(scope: String) throws {
        #expect(try code(("grant_type", "g"), ("scope", scope)) == .invalidScope)
    }

    @Test(
        "RFC 6749 appendix A: no parameter has a control character",
        arguments: ["client_id", "client_secret", "resource"],
        ["\u{0}", "a\u{0}b", "a\n", "\u{7F}", "\t"])
    func controlCharacter(name: String, value: String) throws {
        #expect(try code(("grant_type", "g"), (name, value)) == .invalidRequest)
        #expect(try code(("grant_type", value)) == .invalidRequest)
    }

    @Test("A scope of 64 KiB is read whole", .timeLimit(.minutes(1)))
    func longScope() throws {
        let scope = (0..<12_000).map { String($0, radix: 36) }.joined(separator: " ")
        #expect(try request(("grant_type", "g"), ("scope", scope)).scope?.values.count == 12_000)
    }

    @Test("A request prints without its secret")
    func redacted() throws {
        let request = try request(("grant_type", "g"), ("client_secret", "hunter2"))
        #expect(!"\(request)".contains("hunter2"))
        #expect(!String(reflecting: request).contains("hunter2"))
    }
}
