import OAuth
import Testing

@Suite("RFC 6749 §2.3: one client authentication method per request")
struct ClientAuthenticationTests {
    private static let basic = "Basic " + Base64.encode(Array("c:s".utf8), .standard)

    private func credentials(
        _ parameters: [(String, String)], authorization: String? = nil
    ) throws -> ClientCredentials {
        try TokenRequest(parameters: ([("grant_type", "g")] + parameters).map { (name: $0.0, value: $0.1) })
            .credentials(authorization: authorization)
    }

    private func code(_ parameters: [(String, String)], authorization: String? = nil) throws -> OAuthError.Code {
        try #require(throws: OAuthError.self) { try credentials(parameters, authorization: authorization) }.code
    }

    @Test("client_secret_post: both in the body")
    func post() throws {
        let expected = ClientCredentials(clientID: "c", secret: Secret("s"), method: .clientSecretPost)
        #expect(try credentials([("client_id", "c"), ("client_secret", "s")]) == expected)
    }

    @Test("client_secret_basic: both in the header")
    func basic() throws {
        let expected = ClientCredentials(clientID: "c", secret: Secret("s"), method: .clientSecretBasic)
        #expect(try credentials([], authorization: ClientAuthenticationTests.basic) == expected)
    }

    @Test("An equal client_id in the body beside Basic is no second method")
    func equalClientID() throws {
        let found = try credentials([("client_id", "c")], authorization: ClientAuthenticationTests.basic)
        #expect(found.method == .clientSecretBasic)
    }

    @Test("Two methods at once are invalid_request, also when they agree")
    func twoMethods() throws {
        let header = ClientAuthenticationTests.basic
        #expect(try code([("client_id", "c"), ("client_secret", "s")], authorization: header) == .invalidRequest)
        #expect(try code([("client_secret", "s")], authorization: header) == .invalidRequest)
        #expect(try code([("client_id", "other")], authorization: header) == .invalidRequest)
        #expect(try code([("client_id", "C")], authorization: header) == .invalidRequest)
    }

    @Test("A client_id is equal when its bytes are, not when it looks alike")
    func normalForms() throws {
        let header = "Basic " + Base64.encode(Array("caf\u{E9}:s".utf8), .standard)
        #expect(try credentials([("client_id", "caf\u{E9}")], authorization: header).method == .clientSecretBasic)
        #expect(try code([("client_id", "cafe\u{301}")], authorization: header) == .invalidRequest)
    }

    @Test("No credentials, or half of them, are invalid_client")
    func missing() throws {
        #expect(try code([]) == .invalidClient)
        #expect(try code([("client_id", "c")]) == .invalidClient)
        #expect(try code([("client_secret", "s")]) == .invalidClient)
        #expect(try code([("client_id", "c"), ("client_secret", "")]) == .invalidClient)
    }

    @Test(
        "A header of another scheme, or a malformed one, is invalid_client and never overlooked",
        arguments: ["Bearer x", "", "Basic", "Basic !", "Digest x", "Basic aWQ6JQ=="])
    func otherHeader(header: String) throws {
        #expect(try code([("client_id", "c"), ("client_secret", "s")], authorization: header) == .invalidClient)
    }
}
