import OAuth
import Testing

@Suite("RFC 6750 §3: the challenge of a protected resource")
struct BearerChallengeTests {
    private let metadata = "https://r.example/.well-known/oauth-protected-resource/mcp"

    private func scopes(_ text: String) throws -> ScopeSet { try #require(ScopeSet(parameter: text)) }

    @Test("RFC 6750 §3.1: no error parameter when no credentials were sent")
    func noCredentials() throws {
        let challenge = BearerChallenge(scope: try scopes("mcp mcp:write"), resourceMetadata: metadata)
        #expect(challenge.headerValue == "Bearer resource_metadata=\"\(metadata)\", scope=\"mcp mcp:write\"")
    }

    @Test("RFC 6750 §3.1: a bad token gets error and error_description beside the same parameters")
    func invalidToken() throws {
        let challenge = BearerChallenge(
            error: .invalidToken, errorDescription: "The token is not valid here", scope: try scopes("mcp"),
            resourceMetadata: metadata)
        let parsed = try #require(AuthenticateChallenge.parse(challenge.headerValue))
        #expect(parsed.count == 1)
        #expect(parsed.first?.scheme == "bearer")
        #expect(
            parsed.first?.parameters == [
                "error": "invalid_token", "error_description": "The token is not valid here", "scope": "mcp",
                "resource_metadata": metadata,
            ])
    }

    @Test("RFC 6750 §3.1: the error codes, and scope is left out when there is none")
    func codes() {
        #expect(BearerChallenge.ErrorCode.invalidRequest.rawValue == "invalid_request")
        #expect(BearerChallenge.ErrorCode.insufficientScope.rawValue == "insufficient_scope")
        let challenge = BearerChallenge(error: .invalidRequest, scope: .none, resourceMetadata: metadata)
        #expect(challenge.headerValue == "Bearer error=\"invalid_request\", resource_metadata=\"\(metadata)\"")
    }

    @Test(
        "RFC 6750 §3: a description cannot end its quotes, nor the header",
        arguments: ["\", scope=\"admin", "\\", "a\\\"b", "x\r\nSet-Cookie: a=b", "x\u{0}", "é"])
    func injection(description: String) throws {
        let challenge = BearerChallenge(
            error: .invalidToken, errorDescription: description, scope: try scopes("mcp"), resourceMetadata: metadata)
        let value = challenge.headerValue
        #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let parsed = try #require(AuthenticateChallenge.parse(value)?.first)
        #expect(parsed.parameters.count == 4)
        #expect(parsed.parameters["scope"] == "mcp")
        #expect(parsed.parameters["resource_metadata"] == metadata)
    }
}
