import Testing
import WorkOSEmulator

@Suite("References in a seed file: each resolves to exactly one thing")
struct SeedReferenceTests {
    private let twins = """
        organizations:
          - {id: org_1, name: Acme}
          - {id: org_2, name: Acme}

        """

    private func message(_ text: String, at place: String) throws -> String {
        let problems = try Seeds.problems(text)
        #expect(problems.map { "\($0.line) \($0.key)" } == [place])
        return try #require(problems.first).message
    }

    @Test("An ambiguous organization name and an unknown one are two errors")
    func ambiguousAndUnknown() throws {
        let ambiguous = try message(
            twins + "connectApplications:\n  - {name: A, organization: Acme}",
            at: "5 connectApplications[0].organization")
        let unknown = try message(
            twins + "connectApplications:\n  - {name: A, organization: Globex}",
            at: "5 connectApplications[0].organization")
        #expect(ambiguous != unknown)
        #expect(ambiguous.contains("organization_id"))
        #expect(ambiguous.contains("2"))
        #expect(!unknown.contains("organization_id"))
    }

    @Test("The identifier resolves what the name cannot")
    func identifier() throws {
        let seed = try Seeds.read(twins + "connectApplications:\n  - {name: A, organization_id: org_2}")
        #expect(seed.applications.first?.organization == .entry(1))
    }

    @Test("An API key's organization is resolved in the same way")
    func apiKey() throws {
        for reference in ["organization: Acme", "organization: Globex", "organization_id: org_3"] {
            _ = try message(
                twins + "apiKeys:\n  - {name: K, value: sk_x, \(reference)}",
                at: "5 apiKeys[0].\(reference.prefix { $0 != ":" })")
        }
    }

    @Test("Names and identifiers are compared exactly", arguments: ["acme", "'Acme '", "org_1", "ACME"])
    func exact(name: String) throws {
        _ = try message(
            "organizations: [{id: org_1, name: Acme}]\nconnectApplications:\n  - {name: A, organization: \(name)}",
            at: "3 connectApplications[0].organization")
    }

    @Test("One reference, not two and not none")
    func count() throws {
        let both = try message(
            twins + "connectApplications:\n  - {name: A, organization: Acme, organization_id: org_1}",
            at: "5 connectApplications[0].organization")
        #expect(both.contains("not both"))
        let none = try message(twins + "connectApplications:\n  - {name: A}", at: "5 connectApplications[0]")
        #expect(none.contains("organization"))
        _ = try message(twins + "apiKeys:\n  - {name: K, value: sk_x}", at: "5 apiKeys[0]")
    }

    @Test("Nothing unique stands twice: organization ids, client ids, values of keys")
    func duplicates() throws {
        _ = try message(
            "organizations:\n  - {id: org_1, name: A}\n  - {id: org_1, name: B}", at: "3 organizations[1].id")
        let organization = "organizations: [{name: A}]\n"
        _ = try message(
            organization + """
                connectApplications:
                  - {name: X, organization: A, client_id: c}
                  - {name: Y, organization: A, client_id: c}
                """, at: "4 connectApplications[1].client_id")
        _ = try message(
            organization + """
                apiKeys:
                  - {name: X, organization: A, value: sk_x}
                  - {name: Y, organization: A, value: sk_x}
                """, at: "4 apiKeys[1].value")
    }

    @Test("Organizations of one name are told apart by ids, which each of them needs")
    func unpinnedTwins() throws {
        for text in [
            "organizations:\n  - {name: A}\n  - {name: A}", "organizations:\n  - {id: org_1, name: A}\n  - {name: A}",
            "organizations:\n  - {name: A}\n  - {id: org_1, name: A}",
        ] {
            #expect(try !Seeds.problems(text).isEmpty)
        }
    }

    @Test("Applications of one name and organization are told apart by client ids, which each of them needs")
    func unpinnedApplications() throws {
        let organizations = "organizations: [{name: A}, {name: B}]\nconnectApplications:\n"
        #expect(
            try !Seeds.problems(organizations + "  - {name: X, organization: A}\n  - {name: X, organization: A}")
                .isEmpty)
        _ = try Seeds.read(organizations + "  - {name: X, organization: A}\n  - {name: X, organization: B}")
        _ = try Seeds.read(
            organizations
                + "  - {name: X, organization: A, client_id: c1}\n  - {name: X, organization: A, client_id: c2}")
    }
}
