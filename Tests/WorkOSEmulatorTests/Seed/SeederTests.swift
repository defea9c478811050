import AuthorizationServer
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Seeding a store")
struct SeederTests {
    private let harness: Harness
    private var clock: ManualClock { harness.clock }
    private var store: any StorageEngine { harness.storage }

    init() async throws { harness = try await Harness() }

    private func apply(_ text: String) async throws -> Seeder.Outcome {
        try await Seeder(context: harness.context).apply(Seeds.read(text))
    }

    private static let pinned = """
        organizations: [{id: org_acme, name: Acme}]
        connectApplications:
          - {name: Agent, organization: Acme, client_id: client_agent, client_secret: a-secret-of-22-or-more,
             scopes: [mcp], audience: "https://r.example", description: Calls}
        apiKeys: [{name: K, organization: Acme, value: sk_test_default, permissions: [mcp], expires_at: 2027-01-15T12:00:00Z}]
        """

    /// SHA-256 of `sk_test_default`.
    private static let keyHash = "487115b649f8dd6f853c9cdc4075d6ed005069c20ea50f552477114dbf514800"

    private func hash(_ hexadecimal: String) throws -> SecretHash {
        let digits = Array(hexadecimal)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
        return try #require(SecretHash(bytes: bytes))
    }

    @Test("Everything is created as it is pinned")
    func pinned() async throws {
        let outcome = try await apply(SeederTests.pinned)
        #expect(outcome.applications.map(\.clientID) == ["client_agent"])
        #expect(outcome.applications.map(\.clientSecret) == [Secret(Seeds.secret)])
        #expect(outcome.apiKeys == [Secret("sk_test_default")])
        #expect(try await store.organization(id: "org_acme")?.name == "Acme")
        let client = try #require(try await store.client(id: "client_agent"))
        #expect(client.name == "Agent" && client.organizationID == "org_acme" && client.description == "Calls")
        #expect(client.scopes.values == ["mcp"] && client.audience == "https://r.example")
        #expect(client.createdAt == clock.now())
        #expect(try await store.secrets(ofClient: "client_agent").count == 1)
        let key = try #require(try await store.apiKey(hash: hash(SeederTests.keyHash)))
        #expect(key.organizationID == "org_acme" && key.permissions.values == ["mcp"])
        #expect(key.expiresAt == Timestamp(rfc3339: "2027-01-15T12:00:00Z"))
    }

    @Test("A second run changes nothing and tells the same pinned values")
    func secondRun() async throws {
        let first = try await apply(SeederTests.pinned)
        let client = try await store.client(id: "client_agent")
        let secrets = try await store.secrets(ofClient: "client_agent")
        clock.advance(seconds: 1000)
        let second = try await apply(SeederTests.pinned)
        #expect(second.applications.map(\.clientID) == first.applications.map(\.clientID))
        #expect(second.applications.map(\.clientSecret) == first.applications.map(\.clientSecret))
        #expect(second.apiKeys == first.apiKeys)
        #expect(try await store.client(id: "client_agent") == client)
        #expect(try await store.secrets(ofClient: "client_agent") == secrets)
        #expect(try await store.organizations(named: "Acme").count == 1)
    }

    private static let unpinned = """
        organizations: [{name: Acme}]
        connectApplications: [{name: Agent, organization: Acme}]
        """

    @Test("What is not pinned is made once; its secret is known in the run that made it and in no later one")
    func unpinned() async throws {
        let first = try await apply(SeederTests.unpinned)
        let made = try #require(first.applications.first)
        #expect(made.clientID.hasPrefix("client_") && made.clientID.count == 33)
        #expect(try #require(made.clientSecret).count == 43)
        let organization = try #require(try await store.organizations(named: "Acme").first)
        #expect(organization.id.hasPrefix("org_") && organization.id.count == 30)
        let second = try await apply(SeederTests.unpinned)
        #expect(second.applications.map(\.clientID) == [made.clientID])
        #expect(second.applications.map(\.clientSecret) == [nil])
        #expect(try await store.organizations(named: "Acme").count == 1)
        #expect(try await store.clients(ofOrganization: organization.id).count == 1)
    }

    @Test("A secret that a later seed pins is added: it works, and the first one goes on working")
    func changedSecret() async throws {
        _ = try await apply(SeederTests.pinned)
        clock.advance(seconds: 1)
        let other = "another-secret-of-22-characters"
        for _ in 0..<2 {
            let outcome = try await apply(SeederTests.pinned.replacing(Seeds.secret, with: other))
            #expect(outcome.applications.map(\.clientSecret) == [Secret(other)])
        }
        let kept = try await store.secrets(ofClient: "client_agent").map(\.kept)
        #expect(kept == [.fast(SecretHash(Secret(Seeds.secret))), .fast(SecretHash(Secret(other)))])
    }

    @Test("A short secret that a later seed pins stands beside the old one, and none is kept twice")
    func changedShortSecret() async throws {
        let hasher = PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1))
        func start(_ secret: String) async throws -> [ClientSecret.Kept] {
            clock.advance(seconds: 1)
            let outcome = try await apply(SeederTests.pinned.replacing(Seeds.secret, with: secret))
            #expect(outcome.applications.map(\.clientSecret) == [Secret(secret)])
            let kept = try await store.secrets(ofClient: "client_agent").map(\.kept)
            #expect(kept.last == .slow(.pending), "it can be used before its hash is made")
            try await outcome.slowHashes.make(
                store: store, hasher: hasher, clock: clock, random: SystemRandomSource())
            return try await store.secrets(ofClient: "client_agent").map(\.kept)
        }
        let first = try await start("first")
        #expect(first.count == 1 && !first.contains(.slow(.pending)))
        let both = try await start("second")
        #expect(both.count == 2 && both.first == first.first && !both.contains(.slow(.pending)))
        for secret in ["first", "second"] { #expect(try await start(secret) == both) }
    }

    @Test("An application that the file has changed is changed, and keeps its secrets and when it was made")
    func changedApplication() async throws {
        _ = try await apply(SeederTests.pinned)
        let before = try #require(try await store.client(id: "client_agent"))
        let secrets = try await store.secrets(ofClient: "client_agent")
        clock.advance(seconds: 1000)
        var text = SeederTests.pinned.replacing("scopes: [mcp]", with: "scopes: [mcp, other]")
        for (old, new) in [("name: Agent", "name: Clerk"), ("https://r.example", "https://s.example")] {
            text = text.replacing(old, with: new)
        }
        text = text.replacing("description: Calls", with: "token_exchange_targets: [\"https://t.example\"]")
        _ = try await apply(text)
        let after = try #require(try await store.client(id: "client_agent"))
        #expect(after.name == "Clerk" && after.scopes.values == ["mcp", "other"] && after.description == nil)
        #expect(after.audience == "https://s.example" && after.exchangeTargets == ["https://t.example"])
        #expect(after.createdAt == before.createdAt && after.updatedAt == clock.now())
        #expect(try await store.secrets(ofClient: "client_agent") == secrets)
    }

    @Test("A client that registered itself is not changed by a file that has its client_id")
    func dynamicClient() async throws {
        let client = Client(
            id: "conn_app_agent", clientID: "client_agent", registration: .dynamic, name: "Itself", organizationID: nil,
            scopes: .none, createdAt: clock.now())
        try await store.insert(client, secrets: [])
        _ = try await apply(SeederTests.pinned)
        #expect(try await store.client(id: "client_agent") == client)
    }

    @Test("The array form of apiKeys leaves no default key")
    func defaultKey() async throws {
        let seeder = Seeder(context: harness.context)
        _ = try await seeder.apply(.development(clientSecret: Secret(Seeds.secret)))
        let authenticator = APIKeyAuthenticator(keys: store, clock: clock)
        #expect(try await authenticator.authenticate(Secret("sk_test_default")) != nil)
        let seed = try Seeds.read(Seeds.apiKey("value: sk_other"))
        #expect(!seed.hasDefaultKey)
        _ = try await seeder.apply(seed)
        #expect(try await authenticator.authenticate(Secret("sk_test_default")) == nil)
        #expect(try await authenticator.authenticate(Secret("sk_other")) != nil)
    }

    @Test("Organizations of one name stay two, and each application goes to its own")
    func twins() async throws {
        let text = """
            organizations: [{id: org_1, name: Acme}, {id: org_2, name: Acme}]
            connectApplications:
              - {name: A, organization_id: org_1}
              - {name: A, organization_id: org_2}
            """
        for _ in 0..<2 {
            let outcome = try await apply(text)
            #expect(Set(outcome.applications.map(\.clientID)).count == 2)
            for id in ["org_1", "org_2"] { #expect(try await store.clients(ofOrganization: id).map(\.name) == ["A"]) }
        }
    }

    @Test("Adding to the file adds to the store")
    func addition() async throws {
        _ = try await apply("organizations: [{name: Acme}]")
        let outcome = try await apply(SeederTests.unpinned)
        #expect(outcome.applications.count == 1)
        #expect(try await store.organizations(named: "Acme").count == 1)
    }
}
