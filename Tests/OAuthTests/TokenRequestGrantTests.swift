import OAuth
import Testing

@Suite("RFC 6749 §4 and its extensions: what each grant presents at the token endpoint")
struct TokenRequestGrantTests {
    private func request(_ grant: String, _ parameters: (String, String)...) throws -> TokenRequest {
        try TokenRequest(parameters: [("grant_type", grant)] + parameters.map { (name: $0.0, value: $0.1) })
    }

    /// The error, which must be `invalid_request`.
    private func refusal(_ grant: String, _ parameters: (String, String)...) throws -> String {
        let error = try #require(throws: OAuthError.self) {
            try TokenRequest(parameters: [("grant_type", grant)] + parameters.map { (name: $0.0, value: $0.1) })
        }
        #expect(error.code == .invalidRequest)
        return error.description
    }

    @Test("RFC 6749 §4.1.3, RFC 7636 §4.5: authorization_code")
    func authorizationCode() throws {
        let request = try request(
            "authorization_code", ("code", "k"), ("redirect_uri", "https://a.example/cb"), ("code_verifier", "v"),
            ("client_id", "c"))
        guard case .authorizationCode(let code, let redirectURI, let verifier) = request.grant else {
            Issue.record("another grant")
            return
        }
        #expect(request.grantType == .authorizationCode)
        #expect(code == Secret("k"))
        #expect(redirectURI == "https://a.example/cb")
        #expect(verifier == Secret("v"))
    }

    @Test("RFC 6749 §4.1.3: redirect_uri and code_verifier are left to the code they belong to")
    func bareCode() throws {
        guard case .authorizationCode(_, nil, nil) = try request("authorization_code", ("code", "k")).grant else {
            Issue.record("another grant")
            return
        }
    }

    @Test(
        "RFC 6749 §6: refresh_token; §4.4.2: client_credentials; RFC 8628 §3.4: device_code; RFC 7523 §2.1: jwt-bearer")
    func single() throws {
        let device = "urn:ietf:params:oauth:grant-type:device_code"
        let bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        guard case .refreshToken(let refresh) = try request("refresh_token", ("refresh_token", "r")).grant,
            case .clientCredentials = try request("client_credentials").grant,
            case .deviceCode(let code) = try request(device, ("device_code", "d")).grant,
            case .jwtBearer(let assertion) = try request(bearer, ("assertion", "a.b.c")).grant
        else {
            Issue.record("another grant")
            return
        }
        #expect(refresh == Secret("r"))
        #expect(code == Secret("d"))
        #expect(assertion == Secret("a.b.c"))
    }

    private let exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    private let accessToken = "urn:ietf:params:oauth:token-type:access_token"

    @Test("RFC 8693 §2.1: token-exchange, with every parameter, several audiences and resources")
    func tokenExchange() throws {
        let request = try request(
            exchange, ("subject_token", "s"), ("subject_token_type", accessToken), ("actor_token", "a"),
            ("actor_token_type", "t"), ("requested_token_type", accessToken), ("audience", "y"), ("audience", "x"),
            ("resource", "https://r.example"), ("scope", "mcp"))
        guard case .tokenExchange(let exchange) = request.grant else {
            Issue.record("another grant")
            return
        }
        #expect(exchange.subjectToken == Secret("s"))
        #expect(exchange.subjectTokenType == accessToken)
        #expect(exchange.actorToken == Secret("a"))
        #expect(exchange.actorTokenType == "t")
        #expect(exchange.requestedTokenType == accessToken)
        #expect(exchange.audiences == ["y", "x"])
        #expect(request.resources == ["https://r.example"])
    }

    @Test("RFC 8693 §2.1: a token without its type, or the type of an actor token without the token")
    func tokenTypes() throws {
        let subject = [("subject_token", "s"), ("subject_token_type", accessToken)]
        #expect(try refusal(exchange, subject[0]).contains("subject_token_type is missing"))
        #expect(try refusal(exchange, subject[1]).contains("subject_token is missing"))
        #expect(try refusal(exchange, subject[0], subject[1], ("actor_token", "a")).contains("actor_token_type"))
        #expect(try refusal(exchange, subject[0], subject[1], ("actor_token_type", "t")).contains("actor_token"))
    }

    static let needed = [
        ("authorization_code", "code"), ("refresh_token", "refresh_token"),
        ("urn:ietf:params:oauth:grant-type:device_code", "device_code"),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion"),
        ("urn:ietf:params:oauth:grant-type:token-exchange", "subject_token"),
    ]

    @Test(
        "RFC 6749 §5.2: what a grant needs and is missing or empty is invalid_request, which names it",
        arguments: needed)
    func missing(grant: String, name: String) throws {
        #expect(try refusal(grant) == "\(name) is missing")
        #expect(try refusal(grant, (name, "")) == "\(name) is missing")
    }

    @Test("RFC 6749 §5.2: a grant that nobody knows is left to the endpoint", arguments: ["password", "implicit", "x"])
    func unknown(grant: String) throws {
        guard case .unsupported = try request(grant, ("code", "k")).grant else {
            Issue.record("another grant")
            return
        }
    }

    @Test("RFC 6749 §3.2: no parameter of a grant may stand twice, except resource and audience")
    func twice() throws {
        for name in TokenRequest.names.subtracting(["grant_type", "resource", "audience", "scope"]) {
            #expect(try refusal("g", (name, "v"), (name, "v")).hasPrefix("\(name) stands twice"))
        }
        #expect(throws: Never.self) {
            try request("g", ("audience", "v"), ("audience", "v"), ("resource", "v"), ("resource", "v"))
        }
    }

    @Test("A request prints without what it presents")
    func redacted() throws {
        let requests = [
            try request("authorization_code", ("code", "hunter2"), ("code_verifier", "hunter2")),
            try request("refresh_token", ("refresh_token", "hunter2")),
            try request("urn:ietf:params:oauth:grant-type:device_code", ("device_code", "hunter2")),
            try request("urn:ietf:params:oauth:grant-type:jwt-bearer", ("assertion", "hunter2")),
            try request(
                exchange, ("subject_token", "hunter2"), ("subject_token_type", "t"), ("actor_token", "hunter2"),
                ("actor_token_type", "t")),
        ]
        for request in requests { #expect(!String(reflecting: request).contains("hunter2")) }
    }
}
