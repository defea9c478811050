import AuthorizationServer
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("API keys")
struct APIKeyTests {
    @Test("a key authenticates until the moment that it expires")
    func expiry() async throws {
        let harness = try await Harness()
        let value = Secret("sk_test_0123456789")
        let key = APIKey(
            id: "api_key_1", name: "CI", hash: SecretHash(value), obfuscatedValue: "sk_...", organizationID: "org_1",
            permissions: .none, expiresAt: harness.clock.now().adding(seconds: 60), createdAt: harness.clock.now())
        try await harness.storage.insert(key)
        let authenticator = APIKeyAuthenticator(keys: harness.storage, clock: harness.clock)
        #expect(try await authenticator.authenticate(value) == key)
        harness.clock.advance(seconds: 59)
        #expect(try await authenticator.authenticate(value)?.id == key.id)
        harness.clock.advance(seconds: 1)
        #expect(try await authenticator.authenticate(value) == nil)
    }

    @Test("a value that is nobody's authenticates nobody", arguments: ["", "sk_test_", "sk_test_0123456788"])
    func unknown(value: String) async throws {
        let harness = try await Harness()
        let authenticator = APIKeyAuthenticator(keys: harness.storage, clock: harness.clock)
        #expect(try await authenticator.authenticate(Secret(value)) == nil)
    }
}
