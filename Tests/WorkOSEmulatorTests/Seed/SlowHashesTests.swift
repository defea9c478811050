import AuthorizationServer
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Slow hashes that are made after the start belong to the state that was kept at the start")
struct SlowHashesTests {
    private static let seed = """
        organizations: [{name: Acme}]
        users:
          - {id: user_ada, email: ada@example.com, password: correct horse battery staple}
          - {id: user_bob, email: bob@example.com, password: another pass phrase}
        connectApplications: [{name: Agent, organization: Acme, client_id: client_agent, client_secret: short}]
        """

    private let hasher = PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1))

    @Test("hashes made in one store take the place of pending ones in another, and of nothing else")
    func applied() async throws {
        let harness = try await Harness()
        let outcome = try await Seeder(context: harness.context).apply(Seeds.read(SlowHashesTests.seed))
        let copy = try SQLiteStorage(.memory)
        try await copy.restore(try await harness.storage.snapshot())
        let changed = PasswordHash(text: "$changed")
        try await copy.setPasswordHash(changed, ofUser: "user_bob", at: harness.clock.now())
        let made = try await outcome.slowHashes.make(
            store: harness.storage, hasher: hasher, clock: harness.clock, random: SystemRandomSource())
        try await made.apply(to: copy, at: harness.clock.now())
        let hash = try #require(try await copy.user(id: "user_ada")?.passwordHash)
        #expect(hash != .pending)
        #expect(try await hasher.verify(Secret("correct horse battery staple"), hash))
        #expect(try await copy.user(id: "user_bob")?.passwordHash == changed)
        let kept = try await copy.secrets(ofClient: "client_agent").map(\.kept)
        #expect(kept == (try await harness.storage.secrets(ofClient: "client_agent").map(\.kept)))
        #expect(!kept.contains(.slow(.pending)))
    }

    @Test("what is there no longer is passed over")
    func gone() async throws {
        let harness = try await Harness()
        let outcome = try await Seeder(context: harness.context).apply(Seeds.read(SlowHashesTests.seed))
        let made = try await outcome.slowHashes.make(
            store: harness.storage, hasher: hasher, clock: harness.clock, random: SystemRandomSource())
        try await made.apply(to: try SQLiteStorage(.memory), at: harness.clock.now())
        // Nothing that was changed since is taken for what the seed says.
        let again = try await outcome.slowHashes.make(
            store: harness.storage, hasher: hasher, clock: harness.clock, random: SystemRandomSource())
        let ada = try await harness.storage.user(id: "user_ada")?.passwordHash
        try await again.apply(to: harness.storage, at: harness.clock.now())
        #expect(try await harness.storage.user(id: "user_ada")?.passwordHash == ada)
    }
}
