import AuthorizationServer
import OAuth
import Storage
import TestSupport
import Testing

@Suite("What memory holds is forgotten when the database is replaced")
struct ReloadTests {
    private func attempt(_ harness: Harness, _ secret: String, id: String = "client_1") async throws -> OAuthError? {
        try await refusal {
            try await harness.post([
                ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret),
            ])
        }
    }

    @Test("tokens are signed with, and verified by, the keys that the database holds")
    func signingKeys() async throws {
        let harness = try await Harness()
        let empty = try await harness.storage.snapshot()
        let first = try await harness.server.jsonWebKeySet()
        let kept = try await harness.storage.snapshot()
        try await harness.storage.restore(empty)
        #expect(try await harness.server.jsonWebKeySet() == first, "until it is told")
        let client = try await harness.storage.snapshot()
        try await harness.storage.restore(client)
        await harness.server.reload()
        #expect(try await harness.server.jsonWebKeySet() != first)
        try await harness.storage.restore(kept)
        await harness.server.reload()
        #expect(try await harness.server.jsonWebKeySet() == first)
    }

    @Test("the copy of the revocations is read anew: sequence numbers may begin again")
    func revocations() async throws {
        let harness = try await Harness()
        let empty = try await harness.storage.snapshot()
        let list = harness.server.revocations
        let later = harness.clock.now().adding(seconds: 60)
        for id in ["a", "b", "c"] { try await harness.storage.revoke(id: id, until: later) }
        await list.refresh()
        #expect(list.isRevoked(anyOf: ["a"]))
        try await harness.storage.restore(empty)
        try await harness.storage.revoke(id: "d", until: later)
        await list.reload()
        #expect(!list.isRevoked(anyOf: ["a", "b", "c"]))
        #expect(list.isRevoked(anyOf: ["d"]))
    }

    @Test("who failed too often may try again")
    func throttle() async throws {
        let harness = try await Harness()
        for _ in 0..<20 { _ = try await attempt(harness, "wrong") }
        #expect(try await attempt(harness, "wrong")?.code == .tooManyRequests)
        await harness.server.reload()
        #expect(try await attempt(harness, "wrong")?.code == .invalidClient)
    }

    @Test("each address has its number of things a minute again")
    func limiter() {
        let limiter = RateLimiter(perMinute: 1, clock: ManualClock())
        #expect(limiter.wait(for: "192.0.2.1") == nil)
        #expect(limiter.wait(for: "192.0.2.1") != nil)
        limiter.reload()
        #expect(limiter.wait(for: "192.0.2.1") == nil)
    }

    @Test("what a seed says of a secret that is not hashed yet stays known, since nobody could say it again")
    func seededSecrets() async throws {
        let harness = try await Harness()
        let client = Client(
            id: "conn_app_short", clientID: "short", name: "Short", organizationID: "org_1", scopes: .none,
            createdAt: harness.clock.now())
        try await harness.storage.insert(
            client,
            secrets: [
                ClientSecret(
                    id: "secret_short", clientID: "short", kept: .slow(.pending), createdAt: harness.clock.now())
            ])
        harness.secrets.prime(id: "secret_short", secret: Secret("short"))
        await harness.server.reload()
        #expect(try await attempt(harness, "short", id: "short") == nil)
        #expect(try await attempt(harness, "wrong", id: "short")?.code == .invalidClient)
    }
}
