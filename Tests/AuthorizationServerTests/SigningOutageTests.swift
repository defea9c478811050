import AuthorizationServer
import Encryption
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("A server that cannot sign uses nothing up")
struct SigningOutageTests {
    /// A server that works, and another one on the same store that has lost the key of its keys.
    private func start() async throws -> (good: Harness, broken: Harness) {
        let random = SystemRandomSource()
        let keyring = try Keyring(parsing: Keyring.generate(identifier: "k1", random: random))
        let issuers = [try await Enterprise.issuer()]
        let good = try await Harness.withPeople(keyring: keyring, trustedIssuers: issuers)
        try await good.addApplication("agent", methods: [.clientSecretPost], grants: [.jwtBearer], scopes: ["mcp"])
        // The first token makes the key.
        _ = try await good.token()
        let broken = try await Harness(
            keyring: try Keyring(parsing: Keyring.generate(identifier: "k2", random: random)), storage: good.storage,
            trustedIssuers: issuers, clock: good.clock)
        #expect(try await refusal { try await broken.token() } != nil)
        return (good, broken)
    }

    @Test("a code, which is redeemed where signing works")
    func code() async throws {
        let (good, broken) = try await start()
        let code = try await good.code()
        #expect(try await refusal { try await broken.redeem(code) } != nil)
        _ = try await good.redeem(code)
    }

    @Test("a refresh token")
    func refreshToken() async throws {
        let (good, broken) = try await start()
        let tokens = try await good.tokens()
        #expect(try await refusal { try await broken.refresh(tokens.refreshToken) } != nil)
        good.clock.advance(seconds: 60)
        _ = try await good.refresh(tokens.refreshToken)
    }

    @Test("an approved device")
    func device() async throws {
        let (good, broken) = try await start()
        let begun = try await good.beginDevice()
        _ = await good.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: try await good.signIn())
        #expect(try await refusal { try await broken.poll(begun) } != nil)
        good.clock.advance(seconds: 60)
        _ = try await good.poll(begun)
    }

    @Test("an identity assertion")
    func assertion() async throws {
        let (good, broken) = try await start()
        let assertion = try await Enterprise.assertion(good, client: "agent").revealed()
        let request = [
            ("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion), ("client_id", "agent"),
            ("client_secret", Harness.secret.revealed()),
        ]
        #expect(try await refusal { try await broken.post(request) } != nil)
        _ = try await good.post(request)
    }
}
