import AuthorizationServer
import JSON
import OAuth
import Testing

@Suite("iss in authorization responses (RFC 9207, rules 2 and 4)")
struct IssParameterTests {
    @Test(
        "the issuer stands byte for byte in the response, in metadata and in tokens",
        arguments: [
            "https://auth.example.com", "https://auth.example.com/", "https://auth.example.com/Tenant/",
            "http://127.0.0.1:4100",
        ])
    func everywhere(_ issuer: String) async throws {
        let url = try #require(HTTPURL(issuer))
        let harness = try await Harness.withPeople { $0.issuer = url }
        let query = Harness.query("app_1", ["scope": "openid mcp"])
        let browser = try await harness.signIn(for: query)
        let denied = await harness.server.decide(query: query, approved: false, browser: browser)
        #expect(denied.answer["iss"] == issuer)
        let approved = await harness.server.decide(query: query, approved: true, browser: browser)
        #expect(approved.answer["iss"] == issuer)
        let tokens = try await harness.redeem(try #require(approved.answer["code"]))
        #expect(tokens.accessToken.claims["iss"] == .string(issuer))
        #expect(tokens.idToken?.claims["iss"] == .string(issuer))
        #expect(harness.server.metadata.json["issuer"] == .string(issuer))
        #expect(harness.server.metadata.json["authorization_response_iss_parameter_supported"] == true)
        #expect(harness.server.metadata.json["token_endpoint"]?.string?.contains("//oauth2") == false)
    }
}
