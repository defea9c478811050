import JSON
import OAuth
import Storage
import Testing
import WorkOSEmulator

@Suite("The blocks of a seed file, and what is made of them")
struct SeedBlockTests {
    private func emulator(_ text: String) async throws -> Harness {
        let emulator = try await Harness()
        _ = try await Seeder(context: emulator.context).apply(Seeds.read(text))
        return emulator
    }

    @Test("organizations take what requests take, and their domains in two forms")
    func organizations() async throws {
        let emulator = try await emulator(
            """
            organizations:
              - id: org_acme
                name: Acme
                external_id: acme-1
                metadata: {tier: gold}
                domains: [Acme.example, {domain: later.example, state: pending}]
            organizationDomains:
              - {organization: Acme, domain: third.example}
            """)
        let organization = try await emulator.json(.get, "/organizations/external_id/acme-1")
        #expect(organization["metadata"] == ["tier": "gold"])
        let domains = organization["domains"]?.array ?? []
        #expect(
            domains.map { "\($0["domain"]?.string ?? "") \($0["state"]?.string ?? "")" }.sorted()
                == ["acme.example verified", "later.example pending", "third.example pending"])
    }

    @Test("people take what requests take, with memberships in roles")
    func users() async throws {
        let emulator = try await emulator(
            """
            organizations: [{id: org_a, name: A}, {id: org_b, name: B}]
            roles: [member, {slug: admin, name: Administrator, permissions: ["posts:write"]}]
            permissions: ["posts:write"]
            users:
              - id: user_ada
                email: Ada@example.com
                first_name: Ada
                external_id: "7"
                metadata: {team: red}
                locale: en-GB
                memberships:
                  - {organization: A, role: admin}
                  - {organization_id: org_b, roles: [admin, member], status: inactive}
            """)
        let user = try await emulator.json(.get, "/user_management/users/external_id/7")
        #expect(user["email"] == "Ada@example.com" && user["locale"] == "en-GB" && user["email_verified"] == false)
        #expect(user["metadata"] == ["team": "red"])
        let list = try await emulator.json(
            .get, "/user_management/organization_memberships?user_id=user_ada&statuses=active,inactive&order=asc")
        let memberships = list["data"]?.array ?? []
        #expect(memberships.map { $0["roles"] } == [[["slug": "admin"]], [["slug": "admin"], ["slug": "member"]]])
        #expect(memberships.map { $0["status"]?.string } == ["active", "inactive"])
        let people = try await emulator.json(.get, "/user_management/users?organization_id=org_a")
        #expect(people["data"]?.array?.count == 1)
        #expect(try await emulator.json(.get, "/user_management/users?organization_id=org_b")["data"] == [])
    }

    @Test("memberships may stand with their organization too, but not in both places")
    func members() throws {
        func text(_ bob: String) -> String {
            """
            organizations:
              - name: A
                memberships: [{user: Ada@example.com, role: admin}, {user_id: user_bob, status: pending}]
            users:
              - email: ada@example.com
              - {id: user_bob, email: bob@example.com\(bob)}
            """
        }
        let seed = try Seeds.read(text(""))
        #expect(seed.users.map { $0.memberships.map(\.organization) } == [[.entry(0)], [.entry(0)]])
        #expect(seed.users.map { $0.memberships.map(\.roles) } == [[["admin"]], [[]]])
        #expect(
            try Seeds.places(text(", memberships: [{organization: A}]")) == ["3 organizations[0].memberships[1]"])
        #expect(try Seeds.places("organizations:\n  - {name: A, memberships: [{user: x@example.com}]}").count == 1)
    }

    @Test("a password that another system hashed is taken with its type")
    func passwordHash() throws {
        let hash = "$2b$04$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"
        let seed = try Seeds.read(
            "users: [{email: a@b.example, password_hash: \"\(hash)\", password_hash_type: bcrypt}]")
        #expect(seed.users.first?.passwordHash != nil)
        for members in [
            "password_hash: x, password_hash_type: bcrypt", "password_hash: \"\(hash)\"", "password_hash_type: bcrypt",
            "password_hash: \"\(hash)\", password_hash_type: md5", "password_salt_position: prefix",
            "password_hash: \"\(hash)\", password_hash_type: bcrypt, password: secret",
        ] {
            #expect(try !Seeds.problems("users: [{email: a@b.example, \(members)}]").isEmpty)
        }
    }

    @Test("redirect URIs, CORS origins and the JWT template, in their short forms too")
    func environment() async throws {
        let emulator = try await emulator(
            """
            redirectUris:
              - https://a.example/callback
              - {uri: "http://127.0.0.1/callback"}
            corsOrigins: [https://App.example]
            jwtTemplate: |
              {
                "mail": {{user.email}}
              }
            """)
        let list = try await emulator.json(.get, "/user_management/redirect_uris?order=asc")
        #expect(list["data"]?.array?.map { $0["default"] } == [true, false])
        #expect(try await emulator.context.isAllowedOrigin("https://app.example"))
        #expect(
            try await emulator.json(.get, "/user_management/jwt_template")["content"]?.string?.contains("mail") == true)
        let long = try Seeds.read("jwtTemplate: {content: '{}'}")
        #expect(long.resources.map(\.kind) == ["jwt_template"])
        #expect(try Seeds.places("\njwtTemplate: '{\"sub\": 1}'") == ["2 jwtTemplate"])
    }

    @Test("invitations name organizations and people as everything does")
    func invitations() async throws {
        let emulator = try await emulator(
            """
            organizations: [{id: org_a, name: A}]
            users: [{id: user_ada, email: ada@example.com}]
            invitations:
              - {email: new@example.com, organization: A, inviter: ADA@example.com, expires_in_days: 3}
            """)
        let list = try await emulator.json(.get, "/user_management/invitations?organization_id=org_a")
        let invitation = try #require(list["data"]?.array?.first)
        #expect(invitation["inviter_user_id"] == "user_ada" && invitation["state"] == "pending")
        #expect(
            try Seeds.places("invitations: [{email: a@b.example, inviter: nobody@example.com}]")
                == ["1 invitations[0].inviter"])
    }

    @Test("API keys of people: by address or id, and with an organization where they have several")
    func personalKeys() async throws {
        let people = """
            organizations: [{id: org_a, name: A}, {id: org_b, name: B}]
            users:
              - {id: user_one, email: one@example.com, memberships: [{organization: A}]}
              - {id: user_two, email: two@example.com, memberships: [{organization: A}, {organization: B}]}
              - {id: user_none, email: none@example.com}
            apiKeys:

            """
        let seed = try Seeds.read(
            people + """
                  - {name: K1, user: One@example.com, value: sk_1}
                  - {name: K2, user_id: user_two, organization: B, value: sk_2}
                """)
        #expect(seed.apiKeys.map(\.user) == [.entry(0), .entry(1)])
        #expect(seed.apiKeys.map(\.organization) == [.entry(0), .entry(1)])
        for bad in [
            "user: two@example.com", "user_id: user_none", "user_id: user_one, organization: B", "user: x@example.com",
            "user_id: user_three, organization: A", "user: one@example.com, user_id: user_one",
        ] {
            #expect(try !Seeds.problems(people + "  - {name: K, value: sk_k, \(bad)}").isEmpty, "\(bad)")
        }
    }

    @Test("roles of memberships are among the declared ones, and roles' permissions too")
    func roles() throws {
        let text = "organizations: [{name: A}]\nroles: [admin]\nusers:\n"
        let problems = try Seeds.problems(
            text + "  - {email: a@b.example, memberships: [{organization: A, role: admni}]}")
        #expect(problems.first?.message.contains("did you mean 'admin'?") == true)
        _ = try Seeds.read(text + "  - {email: a@b.example, memberships: [{organization: A, role: member}]}")
        _ = try Seeds.read(
            "organizations: [{name: A}]\nusers: [{email: a@b.example, memberships: [{organization: A, role: x}]}]")
        #expect(
            try Seeds.places("permissions: [a]\nroles:\n  - {slug: r, permissions: [a, b]}")
                == ["3 roles[0].permissions"])
    }

    static let duplicates = [
        "redirectUris: [https://a.example/, https://a.example/]", "corsOrigins: [https://a.example, https://A.example]",
        "roles: [a, a]", "organizations: [{name: A, external_id: x}, {name: B, external_id: x}]",
        "organizations: [{name: A, domains: [a.example]}, {name: B, domains: [A.example]}]",
        "organizations: [{name: A, id: same}]\nusers: [{email: a@b.example, id: same}]",
        "users: [{email: a@b.example, external_id: x}, {email: b@b.example, external_id: x}]",
        "invitations: [{email: a@b.example}, {email: a@b.example}]",
    ]

    @Test("What is unique stands once, whatever the block", arguments: duplicates)
    func duplicate(text: String) throws {
        #expect(try !Seeds.problems(text).isEmpty)
    }

    static let wrong: [(String, String)] = [
        ("redirectUris: [javascript:alert(1)]", "1 redirectUris[0]"), ("redirectUris: [7]", "1 redirectUris[0]"),
        ("redirectUris: [{url: https://a.example/}]", "1 redirectUris[0].url"),
        ("organizations: [{name: A, metadata: {a: 1}}]", "1 organizations[0].metadata"),
        (
            "organizations: [{name: A, allow_profiles_outside_organization: maybe}]",
            "1 organizations[0].allow_profiles_outside_organization"
        ),
        (
            "organizations: [{name: A, domains: [{domain: a.example, state: odd}]}]",
            "1 organizations[0].domains[0].state"
        ),
        ("users: [{email: a@b.example, email_verified: 7}]", "1 users[0].email_verified"),
        ("corsOrigins: [nonsense]", "1 corsOrigins[0]"),
        (
            "organizations: [{name: A}]\norganizationDomains: [{organization: A, domain: no domain}]",
            "2 organizationDomains[0].domain"
        ),
        ("organizations: [{name: A, domains: [a, b.example]}]", "1 organizations[0].domains[0]"),
        ("users: [{email: a@b.example, locale: English please}]", "1 users[0].locale"),
        ("connections: [{name: C, profiles: [{first_name: A}]}]", "1 connections[0].profiles"),
        ("connections: [{name: C, domains: text}]", "1 connections[0].domains"),
        ("organizationDomains: [{domain: a.example}]", "1 organizationDomains[0]"),
        ("organizationDomains: [{domain: a.example, organization: X}]", "1 organizationDomains[0].organization"),
    ]

    @Test("What a request would refuse, a seed file refuses with its line", arguments: wrong)
    func refusal(text: String, place: String) throws {
        #expect(try Seeds.places(text).contains(place))
    }

    @Test("what only the making can tell is told with its line, and nothing is made")
    func refusedByBehaviour() async throws {
        let emulator = try await emulator(
            "organizations: [{name: A}]\nusers: [{email: ada@example.com, memberships: [{organization: A}]}]")
        let seeder = Seeder(context: emulator.context)
        let seed = try await seeder.read(
            """
            organizations: [{name: B}]
            invitations:
              - {email: new@example.com, organization: A}
              - {email: ada@example.com, organization: A}
            """)
        let error = try await #require(throws: SeedError.self) { _ = try await seeder.apply(seed) }
        #expect(error.problems.map { "\($0.line) \($0.key)" } == ["4 invitations[1]"])
        #expect(try await emulator.json(.get, "/organizations")["data"]?.array?.count == 1)
        #expect(try await emulator.json(.get, "/user_management/invitations")["data"] == [])
    }
}
