import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Secrets at rest")
struct SecretTests {
    private func client(_ harness: Harness, _ kept: ClientSecret.Kept, id: String = "short") async throws {
        let client = Client(
            id: "conn_app_\(id)", clientID: id, name: "Short", organizationID: "org_1", scopes: .none,
            createdAt: harness.clock.now())
        try await harness.storage.insert(
            client,
            secrets: [ClientSecret(id: "secret_\(id)", clientID: id, kept: kept, createdAt: harness.clock.now())])
    }

    private func attempt(_ harness: Harness, _ secret: String, id: String = "short") async throws -> OAuthError? {
        try await refusal {
            try await harness.post(
                [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)],
                from: "192.0.2.\(secret.utf8.count % 250)")
        }
    }

    private var hasher: PasswordHasher { PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1)) }

    @Test("a short secret is kept as a slow hash and works; wrong ones do not, before and after")
    func short() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(hasher.hash(Secret("short"))))
        #expect(try await attempt(harness, "shor")?.code == .invalidClient)
        #expect(try await attempt(harness, "short") == nil)
        #expect(try await attempt(harness, "short") == nil)
        for wrong in ["shor", "shortt", "SHORT", "s", "short "] {
            #expect(try await attempt(harness, wrong)?.code == .invalidClient)
        }
    }

    @Test("a slow hash is verified once in a process")
    func onceSlow() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(hasher.hash(Secret("short"))))
        #expect(try await attempt(harness, "short") == nil)
        // With nothing but an unreadable hash under the same identifier the check could not succeed: the memory is of the
        // hash too.
        _ = try await harness.storage.setKept(.slow(PasswordHash(text: "$unreadable")), ofSecret: "secret_short")
        #expect(try await attempt(harness, "short") != nil)
        let slow = try await PasswordHasher(random: SystemRandomSource()).hash(Secret("slow"))
        try await client(harness, .slow(slow), id: "slow")
        var outcomes: [OAuthError?] = []
        let clock = ContinuousClock()
        let first = try await clock.measure { outcomes.append(try await attempt(harness, "slow", id: "slow")) }
        var later: [Duration] = []
        for _ in 0..<5 {
            later.append(try await clock.measure { outcomes.append(try await attempt(harness, "slow", id: "slow")) })
        }
        #expect(outcomes.allSatisfy { $0 == nil })
        // The quickest of several: other tests may take the processor from any one of them.
        #expect(later.contains { $0 < first / 2 })
    }

    @Test("a secret whose slow hash is still to be made works at once where it is known, and nothing else does")
    func pending() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(.pending))
        for wrong in ["short", "$pending", ""] { #expect(try await attempt(harness, wrong)?.code == .invalidClient) }
        harness.secrets.prime(id: "secret_short", secret: Secret("short"))
        #expect(try await attempt(harness, "short") == nil)
        #expect(try await attempt(harness, "$pending")?.code == .invalidClient)
        // Once the hash is there, the word of the seed counts no longer.
        _ = try await harness.storage.setKept(.slow(hasher.hash(Secret("other"))), ofSecret: "secret_short")
        #expect(try await attempt(harness, "short")?.code == .invalidClient)
        #expect(try await attempt(harness, "other") == nil)
    }

    @Test("a client without a secret, and one whose secret was taken away, is invalid_client")
    func none() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(.pending))
        let kept = try #require(try await harness.storage.client(id: "client_1"))
        #expect(try await attempt(harness, Harness.secret.revealed(), id: "client_1") == nil)
        _ = try await harness.storage.update(kept, secrets: [])
        #expect(try await attempt(harness, Harness.secret.revealed(), id: "client_1")?.code == .invalidClient)
    }
}
