import OAuth
import Testing

@Suite("Audience (RFC 8707)")
struct AudienceTests {
    @Test("a requested resource that is configured is the audience")
    func configured() async throws {
        let harness = try await Harness(clientAudience: "https://own.example.com")
        let response = try await harness.token(("resource", Harness.resource))
        _ = try await harness.claims(response, audience: Harness.resource)
    }

    @Test("a requested resource that equals the client's own audience is the audience")
    func own() async throws {
        let harness = try await Harness(clientAudience: "https://own.example.com")
        let response = try await harness.token(("resource", "https://own.example.com"))
        _ = try await harness.claims(response, audience: "https://own.example.com")
    }

    @Test(
        "where resources are configured any other one is invalid_target, byte for byte",
        arguments: [
            "https://mcp.example.com/mcp/", "https://mcp.example.com/MCP", "https://mcp.example.com",
            "https://evil.example", "HTTPS://mcp.example.com/mcp", "https://mcp.example.com/mc\u{70}\u{301}",
        ])
    func unknown(resource: String) async throws {
        let harness = try await Harness()
        await #expect(throws: OAuthError(.invalidTarget, "")) { try await harness.token(("resource", resource)) }
    }

    @Test("two resources at once are invalid_target")
    func several() async throws {
        let harness = try await Harness()
        await #expect(throws: OAuthError(.invalidTarget, "")) {
            try await harness.token(("resource", Harness.resource), ("resource", "https://other.example"))
        }
    }

    @Test("without a request: the client's audience, else the default, else the client_id")
    func fallback() async throws {
        let own = try await Harness(defaultAudience: "https://default.example", clientAudience: "https://own.example")
        _ = try await own.claims(try await own.token(), audience: "https://own.example")
        let standard = try await Harness(defaultAudience: "https://default.example")
        _ = try await standard.claims(try await standard.token(), audience: "https://default.example")
        let bare = try await Harness()
        _ = try await bare.claims(try await bare.token(), audience: "client_1")
    }

    @Test("an audience that nobody configured is never signed")
    func neverSigned() async throws {
        let harness = try await Harness(resources: [])
        let response = try await harness.token(("resource", "https://evil.example"))
        _ = try await harness.claims(response, audience: "client_1")
    }
}
