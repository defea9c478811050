import AuthorizationServer
import JSON
import OAuth
import Storage
import Testing

@Suite("PKCE (RFC 7636, rule 1)")
struct PKCETests {
    @Test(
        "every request needs a challenge of the method S256; the error goes to the client",
        arguments: [
            ["code_challenge": nil], ["code_challenge": nil, "code_challenge_method": nil],
            ["code_challenge_method": nil], ["code_challenge_method": "plain"], ["code_challenge_method": "s256"],
            ["code_challenge_method": "S512"], ["code_challenge": ""], ["code_challenge": "short"],
            ["code_challenge": String(repeating: "A", count: 44)],
            ["code_challenge": String(repeating: "=", count: 43)],
            ["code_challenge": Harness.verifier + "~", "code_challenge_method": "plain"],
        ] as [[String: String?]])
    func refused(_ changes: [String: String?]) async throws {
        let harness = try await Harness.withPeople()
        let query = Harness.query("app_1", changes)
        let browser = try await harness.signIn(for: query)
        for outcome in [
            await harness.server.authorize(query: query, browser: browser),
            await harness.server.decide(query: query, approved: true, browser: browser),
        ] {
            #expect(outcome.answer["error"] == "invalid_request")
            #expect(outcome.answer["state"] == "state-1")
            #expect(outcome.answer["iss"] == Harness.issuer)
        }
    }

    @Test("confidential clients need it too (OAuth 2.1 §4.1.1)")
    func confidential() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("web", methods: [.clientSecretBasic])
        let outcome = await harness.server.authorize(
            query: Harness.query("web", ["code_challenge": nil]), browser: Harness.stranger)
        #expect(outcome.answer["error"] == "invalid_request")
        let code = try await harness.code(Harness.query("web"))
        let secret: [String: String?] = ["client_secret": Harness.secret.revealed(), "code_verifier": nil]
        #expect(try await refusal { try await harness.redeem(code, client: "web", secret) }?.code == .invalidGrant)
    }

    @Test("RFC 9700 §4.8: the code of one request does not go with the verifier of another")
    func injection() async throws {
        let harness = try await Harness.withPeople()
        let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        let stolen = try await harness.code(Harness.query("app_1", ["code_challenge": other]))
        #expect(try await refusal { try await harness.redeem(stolen) }?.code == .invalidGrant)
    }
}
