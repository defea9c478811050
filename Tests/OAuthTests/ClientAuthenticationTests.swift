import OAuth
import Testing

@Suite("RFC 6749 §2.3: one client authentication method per request")
struct ClientAuthenticationTests {
    private static let basic = "Basic " + Base64.encode(Array("c:s".utf8), .standard)
    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let assertion = [("client_assertion", "a.b.c"), ("client_assertion_type", assertionType)]

    private func presented(
        _ parameters: [(String, String)], authorization: String? = nil
    ) throws -> PresentedClient {
        try TokenRequest(parameters: ([("grant_type", "g")] + parameters).map { (name: $0.0, value: $0.1) })
            .authentication.presented(authorization: authorization)
    }

    private func code(_ parameters: [(String, String)], authorization: String? = nil) throws -> OAuthError.Code {
        try #require(throws: OAuthError.self) { try presented(parameters, authorization: authorization) }.code
    }

    private func credentials(_ method: ClientAuthenticationMethod) -> PresentedClient {
        .secret(ClientCredentials(clientID: "c", secret: Secret("s"), method: method))
    }

    @Test("client_secret_post: both in the body")
    func post() throws {
        #expect(try presented([("client_id", "c"), ("client_secret", "s")]) == credentials(.clientSecretPost))
    }

    @Test("client_secret_basic: both in the header")
    func basic() throws {
        #expect(
            try presented([], authorization: ClientAuthenticationTests.basic) == credentials(.clientSecretBasic))
    }

    @Test("none: a client_id and nothing else")
    func publicClient() throws {
        #expect(try presented([("client_id", "c")]) == .publicClient(clientID: "c"))
        #expect(try presented([("client_id", "c"), ("client_secret", "")]) == .publicClient(clientID: "c"))
    }

    @Test("RFC 7523 §2.2: private_key_jwt, with and without a client_id beside the assertion")
    func assertion() throws {
        let assertion = ClientAuthenticationTests.assertion
        #expect(try presented(assertion) == .assertion(Secret("a.b.c"), clientID: nil))
        #expect(try presented(assertion + [("client_id", "c")]) == .assertion(Secret("a.b.c"), clientID: "c"))
    }

    @Test("An equal client_id in the body beside Basic is no second method")
    func equalClientID() throws {
        let found = try presented([("client_id", "c")], authorization: ClientAuthenticationTests.basic)
        #expect(found == credentials(.clientSecretBasic))
    }

    @Test("Two methods at once are invalid_request, also when they agree")
    func twoMethods() throws {
        let header = ClientAuthenticationTests.basic
        let assertion = ClientAuthenticationTests.assertion
        #expect(try code([("client_id", "c"), ("client_secret", "s")], authorization: header) == .invalidRequest)
        #expect(try code([("client_secret", "s")], authorization: header) == .invalidRequest)
        #expect(try code([("client_id", "other")], authorization: header) == .invalidRequest)
        #expect(try code([("client_id", "C")], authorization: header) == .invalidRequest)
        #expect(try code(assertion, authorization: header) == .invalidRequest)
        #expect(try code(assertion + [("client_id", "c")], authorization: header) == .invalidRequest)
        #expect(try code(assertion + [("client_secret", "s")]) == .invalidRequest)
        #expect(try code(assertion + [("client_id", "c"), ("client_secret", "s")]) == .invalidRequest)
    }

    @Test("A client_id is equal when its bytes are, not when it looks alike")
    func normalForms() throws {
        let header = "Basic " + Base64.encode(Array("caf\u{E9}:s".utf8), .standard)
        #expect(throws: Never.self) { try presented([("client_id", "caf\u{E9}")], authorization: header) }
        #expect(try code([("client_id", "cafe\u{301}")], authorization: header) == .invalidRequest)
    }

    @Test("No credentials, or a secret that is nobody's, are invalid_client")
    func missing() throws {
        #expect(try code([]) == .invalidClient)
        #expect(try code([("client_id", "")]) == .invalidClient)
        #expect(try code([("client_secret", "s")]) == .invalidClient)
    }

    @Test("RFC 7521 §4.2: an assertion and its type go together, and only JWTs are known")
    func assertionType() throws {
        #expect(try code([("client_assertion", "a.b.c")]) == .invalidRequest)
        #expect(try code([("client_assertion_type", ClientAuthenticationTests.assertionType)]) == .invalidRequest)
        for type in ["urn:ietf:params:oauth:client-assertion-type:saml2-bearer", "jwt-bearer", "x"] {
            #expect(
                try code([("client_assertion", "a.b.c"), ("client_assertion_type", type)]) == .invalidClient)
        }
    }

    @Test(
        "A header of another scheme, or a malformed one, is invalid_client and never overlooked",
        arguments: ["Bearer x", "", "Basic", "Basic !", "Digest x", "Basic aWQ6JQ=="])
    func otherHeader(header: String) throws {
        #expect(try code([("client_id", "c"), ("client_secret", "s")], authorization: header) == .invalidClient)
        #expect(try code([("client_id", "c")], authorization: header) == .invalidClient)
        #expect(try code(ClientAuthenticationTests.assertion, authorization: header) == .invalidClient)
    }

    @Test("What a body says of the client prints without its secrets")
    func redacted() throws {
        let parameters = try ClientAuthenticationParameters([
            "client_id": "c", "client_secret": "hunter2", "client_assertion": "hunter3",
            "client_assertion_type": ClientAuthenticationTests.assertionType,
        ])
        #expect(!String(reflecting: parameters).contains("hunter"))
        let found = try presented([("client_id", "c"), ("client_secret", "hunter2")])
        #expect(!String(reflecting: found).contains("hunter"))
    }
}
