import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("A seed on what is there already")
struct SeedAgainTests {
    private static let text = """
        organizations: [{id: org_acme, name: Acme}, {name: Globex, domains: [globex.example]}]
        roles: [admin]
        users:
          - {email: ada@example.com, password: secret, memberships: [{organization: Globex, role: admin}]}
        redirectUris: [https://a.example/callback]
        invitations: [{email: new@example.com, organization: Acme}]
        jwtTemplate: '{}'
        connectApplications: [{name: Agent, organization: Acme}]
        apiKeys: [{name: K, organization: Acme, value: sk_k}]
        """

    @Test("the first time everything is made, the second time everything is there, in words")
    func twice() async throws {
        let emulator = try await Harness()
        let seeder = Seeder(context: emulator.context)
        let first = try await seeder.apply(Seeds.read(SeedAgainTests.text))
        #expect(first.skipped.isEmpty)
        #expect(
            first.created == [
                "organization": 2, "user": 1, "organization_membership": 1, "role": 1, "redirect_uri": 1,
                "invitation": 1, "jwt_template": 1, "api_key": 1, "connect_application": 1,
            ])
        let before = try await emulator.storage.snapshot()
        emulator.clock.advance(seconds: 3600)
        let second = try await seeder.apply(Seeds.read(SeedAgainTests.text))
        #expect(second.created.isEmpty)
        #expect(second.skipped.count == 9)
        #expect(second.skipped.contains("organization 'Acme' (org_acme) is there already"))
        #expect(second.skipped.contains { $0.hasPrefix("user 'ada@example.com' (user_") })
        #expect(try await emulator.storage.snapshot() == before)
    }

    @Test("what the second file adds is made, memberships of known people among it")
    func addition() async throws {
        let emulator = try await Harness()
        let seeder = Seeder(context: emulator.context)
        _ = try await seeder.apply(Seeds.read(SeedAgainTests.text))
        let more = try await seeder.read(
            """
            users:
              - {email: ada@example.com, memberships: [{organization: Globex}, {organization_id: org_acme, role: admin}]}
              - {email: bob@example.com, memberships: [{organization: Acme}]}
            apiKeys: [{name: B, user: ada@example.com, organization: Globex, value: sk_b}]
            connectApplications: [{name: Other, organization: Globex}]
            """)
        let outcome = try await seeder.apply(more)
        #expect(
            outcome.created == [
                "organization_membership": 2, "user": 1, "api_key": 1, "connect_application": 1,
            ])
        let people = try await emulator.json(.get, "/user_management/users?organization_id=org_acme")
        #expect(people["data"]?.array?.count == 2)
        #expect(try await emulator.storage.apiKey(hash: SecretHash(Secret("sk_k"))) != nil)
    }

    @Test("what an addition names is in the file or there already; nothing else, and keys of nobody come at the start")
    func unresolved() async throws {
        let emulator = try await Harness()
        let seeder = Seeder(context: emulator.context)
        _ = try await seeder.apply(Seeds.read(SeedAgainTests.text))
        for text in [
            "connectApplications: [{name: A, organization: Nowhere}]", "apiKeys: {sk_x: {}}",
            "users: [{email: a@b.example, memberships: [{organization: Acme, role: other}]}]",
        ] {
            await #expect(throws: SeedError.self) { _ = try await seeder.read(text) }
        }
    }

    @Test("an entry with another identifier and a taken name of its own is refused, and nothing is made")
    func conflict() async throws {
        let emulator = try await Harness()
        let seeder = Seeder(context: emulator.context)
        _ = try await seeder.apply(Seeds.read("organizations: [{id: org_1, name: A, external_id: x}]"))
        let seed = try Seeds.read("organizations: [{id: org_2, name: B}, {id: org_3, name: C, external_id: x}]")
        await #expect(throws: (any Error).self) { _ = try await seeder.apply(seed) }
        #expect(try await emulator.storage.organization(id: "org_2") == nil)
    }

    @Test("an organization that is told by its name alone is one, or the file has a problem")
    func ambiguous() async throws {
        let emulator = try await Harness()
        for _ in 0..<2 { _ = try await emulator.create("/organizations", ["name": "Twin"]) }
        let seeder = Seeder(context: emulator.context)
        await #expect(throws: SeedError.self) {
            _ = try await seeder.apply(Seeds.read("organizations: [{name: Twin}]"))
        }
        await #expect(throws: SeedError.self) {
            _ = try await seeder.read("connectApplications: [{name: A, organization: Twin}]")
        }
    }

    @Test("a thousand people with memberships are one commit")
    func thousand() async throws {
        let users = (0..<1000).map { "  - {email: person\($0)@example.com, memberships: [{organization: Acme}]}" }
        let emulator = try await Harness()
        let seed = try Seeds.read("organizations: [{name: Acme}]\nusers:\n" + users.joined(separator: "\n"))
        let outcome = try await Seeder(context: emulator.context).apply(seed)
        #expect(outcome.created == ["organization": 1, "user": 1000, "organization_membership": 1000])
    }
}

@Suite("The word that somebody meant")
struct NearestTests {
    static let words: [(String, String?)] = [
        ("orgnizations", "organizations"), ("Organizations", "organizations"), ("usres", "users"), ("user", "users"),
        ("rolse", "roles"), ("seed", nil), ("", nil), ("zzzzzzzzzz", nil),
    ]

    @Test("letters missing, added, other or swapped", arguments: words)
    func nearest(typed: String, meant: String?) {
        #expect(Nearest.word(to: typed, among: ["organizations", "users", "roles"]) == meant)
    }
}
