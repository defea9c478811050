import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

/// Rules of seed files and of what they make that are easily got wrong.
@Suite("Credentials of a seed file")
struct SeedFindingTests {
    private func emulator(_ text: String) async throws -> Harness {
        let emulator = try await Harness()
        _ = try await Seeder(context: emulator.context).apply(Seeds.read(text))
        return emulator
    }

    /// Whether the key is valid and opens routes: always both or neither.
    private func isGood(_ value: String, _ emulator: Harness) async throws -> Bool {
        let answer = try await emulator.json(.post, "/api_keys/validations", ["value": .string(value)])
        let isValid = answer["api_key"] != .null
        let isOpen = (try? await emulator.call(.get, "/organizations", key: Secret(value))) != nil
        #expect(isValid == isOpen)
        return isValid
    }

    @Test("an M2M application needs an organization; no such name and several of the name are two errors")
    func organizations() throws {
        let twins = "organizations: [{id: org_1, name: Twin}, {id: org_2, name: Twin}]\nconnectApplications:\n"
        let none = try #require(try Seeds.problems(twins + "  - {name: A, organization: Nobody}").first)
        let several = try #require(try Seeds.problems(twins + "  - {name: A, organization: Twin}").first)
        #expect(none.message.contains("Nobody") && !none.message.contains("use organization_id"))
        #expect(several.message.contains("org_1") && several.message.contains("org_2"))
        #expect(try Seeds.places(twins + "  - {name: A, type: m2m}") == ["3 connectApplications[0]"])
        #expect(try Seeds.places(twins + "  - {name: A, organization_id: org_3}").count == 1)
    }

    @Test("an API key needs an owner, begins with sk_, and stands once")
    func keys() throws {
        let organization = "organizations: [{name: A}]\napiKeys:\n"
        for (entries, count) in [
            ("  - {name: K, value: sk_1}", 1), ("  - {name: K, organization: A, value: pk_1}", 1),
            ("  - {name: K, organization: A, value: sk_1}\n  - {name: L, organization: A, value: sk_1}", 1),
            ("  - {name: K, organization: A}", 1), ("  - {name: K, organization: B, value: sk_1}", 1),
            ("  - {name: K, organization: A, value: sk_1, expires_at: 2026-02-30T00:00:00Z}", 1),
            ("  - {name: K, organization: A, value: sk_1, permissions: [7]}", 1),
        ] {
            #expect(try Seeds.problems(organization + entries).count == count, "\(entries)")
        }
    }

    @Test("an expired key is there but does not authenticate; one that lapses later stops at that moment")
    func expiry() async throws {
        let clock = ManualClock()
        let end = clock.now().adding(seconds: 60).rfc3339
        let emulator = try await emulator(
            """
            organizations: [{id: org_a, name: A}]
            apiKeys:
              - {name: Old, organization: A, value: sk_old, expires_at: 2001-01-01T00:00:00Z}
              - {name: Lapsing, organization: A, value: sk_lapsing, expires_at: \(end)}
            """)
        let list = try await emulator.json(.get, "/organizations/org_a/api_keys?order=asc")
        #expect(list["data"]?.array?.map { $0["name"]?.string } == ["Old", "Lapsing"])
        #expect(try await !isGood("sk_old", emulator))
        emulator.clock.advance(seconds: 59)
        #expect(try await isGood("sk_lapsing", emulator))
        emulator.clock.advance(seconds: 1)
        #expect(try await !isGood("sk_lapsing", emulator))
    }

    @Test("deleting and expiring a seeded key take effect at once, in authentication and validation alike")
    func ending() async throws {
        let emulator = try await emulator(
            """
            organizations: [{name: A}]
            apiKeys:
              - {id: api_key_1, name: One, organization: A, value: sk_one}
              - {id: api_key_2, name: Two, organization: A, value: sk_two}
            """)
        for value in ["sk_one", "sk_two"] { #expect(try await isGood(value, emulator)) }
        _ = try await emulator.call(.delete, "/api_keys/api_key_1")
        _ = try await emulator.call(.post, "/api_keys/api_key_2/expire")
        for value in ["sk_one", "sk_two"] { #expect(try await !isGood(value, emulator)) }
    }

    @Test("the array form of apiKeys takes the place of the default key, and its first one is the one to manage with")
    func arrayForm() throws {
        let seed = try Seeds.read(
            """
            organizations: [{name: A}]
            apiKeys:
              - {name: One, organization: A, value: sk_one}
              - {name: Two, organization: A, value: sk_two}
            """)
        #expect(!seed.hasDefaultKey && seed.managementKeys.isEmpty)
        #expect(seed.firstPinnedKey == Secret("sk_one"))
        #expect(try !Seeds.read("apiKeys: []").hasDefaultKey)
        #expect(try Seeds.read("organizations: []").hasDefaultKey)
    }

    @Test("the map form of apiKeys stands beside the default key")
    func mapForm() throws {
        let seed = try Seeds.read("apiKeys: {sk_mine: {environment: test}, sk_other: {}, sk_third: null}")
        #expect(seed.hasDefaultKey && seed.apiKeys.isEmpty && seed.firstPinnedKey == nil)
        #expect(seed.managementKeys == [Secret("sk_mine"), Secret("sk_other"), Secret("sk_third")])
    }

    @Test(
        "the map form is checked too, and no problem shows a key",
        arguments: [
            "apiKeys: {pk_hunter2: {}}", "apiKeys: {sk_hunter2: {enviroment: test}}", "apiKeys: {sk_hunter2: test}",
            "apiKeys: {sk_hunter2: {environment: 7}}", "apiKeys: {sk_hunter2: {}, sk_hunter2: {}}", "apiKeys: {7: {}}",
        ])
    func badMap(text: String) throws {
        for problem in try Seeds.problems(text) {
            #expect(!"\(problem)".contains("hunter2"))
            #expect(problem.key.hasPrefix("apiKeys[0]") || problem.key == "file")
        }
    }

    @Test(
        "scopes that are no texts never get into an application", arguments: ["[1]", "[[a]]", "{a: b}", "[null]", "a"])
    func scopes(value: String) throws {
        #expect(try !Seeds.problems(Seeds.application("scopes: \(value)")).isEmpty)
    }
}
