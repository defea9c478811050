internal import JSON
internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    /// Typed records and the resources that they are kept as.
    static var records: [StorageBehaviour] {
        [
            StorageBehaviour("organizations, people, memberships and API keys are resources") { store async throws in
                let user = Fixture.user("user_1", email: "Alice@Example.com")
                var membership = Fixture.membership("om_1")
                membership.roles = ["admin", "member"]
                var key = Fixture.apiKey("api_key_1", byte: 1, expiresAt: Fixture.at(9))
                key.userID = "user_1"
                try await store.insert(Fixture.organization("org_1", name: "Acme"))
                try await store.insert(user)
                try await store.insert(membership)
                try await store.insert(key)
                let organization = try #require(try await store.resource(id: "org_1", kind: "organization"))
                #expect(organization.fields == ["name": "Acme"])
                #expect(organization.tags == [ResourceKey("name", "Acme")])
                let person = try #require(
                    try await store.resource(kind: "user", key: ResourceKey("email", "alice@example.com")))
                #expect(person.text("email") == "Alice@Example.com")
                #expect(person.flag("email_verified") == true)
                #expect(person.tags("organization_id") == ["org_1"])
                #expect(person.fields["password_hash"] == nil)
                let member = try #require(
                    try await store.resource(
                        kind: "organization_membership", key: ResourceKey("user_organization", "user_1 org_1")))
                #expect(member.fields["role"] == ["slug": "admin"])
                #expect(member.fields["roles"] == [["slug": "admin"], ["slug": "member"]])
                #expect(member.text("status") == "active")
                let owned = try #require(try await store.resource(id: "api_key_1", kind: "api_key"))
                #expect(owned.fields["owner"] == ["type": "user", "id": "user_1", "organization_id": "org_1"])
                #expect(owned.texts("permissions") == ["mcp"])
                #expect(owned.timestamp("expires_at") == Fixture.at(9))
                #expect(owned.fields["hash"] == nil)
                #expect(try await store.apiKey(hash: Fixture.hash(1)) == key)
                #expect(try await store.memberships(ofUser: "user_1") == [membership])
            },
            StorageBehaviour("a resource that has nothing but what it must have is a record too") {
                store async throws in
                func resource(_ id: String, _ kind: String, _ fields: JSONObject) -> ResourceChange {
                    .insert(
                        Resource(
                            id: id, kind: kind, fields: fields, tags: [ResourceKey("user_id", "user_1")],
                            createdAt: Fixture.start))
                }
                try await store.commit([
                    resource("org_1", "organization", ["name": "Acme", "external_id": .null]),
                    resource("user_1", "user", ["email": "a@example.com", "first_name": .null]),
                    resource(
                        "om_1", "organization_membership",
                        ["user_id": "user_1", "organization_id": "org_1", "status": .null]),
                    resource("user_2", "user", ["email": 1]), resource("org_2", "organization", [:]),
                ])
                #expect(
                    try await store.user(id: "user_1")
                        == User(id: "user_1", email: "a@example.com", createdAt: Fixture.start))
                #expect(try await store.memberships(ofUser: "user_1") == [Fixture.membership("om_1")])
                #expect(try await store.organizations(ofUser: "user_1").map(\.name) == ["Acme"])
                await #expect(throws: StorageError(.corrupt, "")) { try await store.user(id: "user_2") }
                await #expect(throws: StorageError(.corrupt, "")) { try await store.organization(id: "org_2") }
            },
            StorageBehaviour("what a record does not know of stays when the record changes") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                var resource = try #require(try await store.resource(id: "user_1", kind: "user"))
                resource.fields["external_id"] = "1"
                resource.hidden["note"] = "n"
                resource.uniqueKeys.append(ResourceKey("external_id", "1"))
                let changed = resource
                try await store.commit([.replace(changed)])
                #expect(try await store.setPasswordHash(PasswordHash(text: "$x"), ofUser: "user_1", at: Fixture.at(1)))
                #expect(try await store.recordSignIn(ofUser: "user_1", at: Fixture.at(2)))
                resource.hidden["password_hash"] = "$x"
                resource.fields["last_sign_in_at"] = .string(Fixture.at(2).rfc3339)
                resource.updatedAt = Fixture.at(1)
                resource.version = 4
                #expect(try await store.resource(id: "user_1", kind: "user") == resource)
            },
            StorageBehaviour("of changes of one person at once, none is lost") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                for number in 0..<16 { try await store.insert(Fixture.organization("org_\(number)")) }
                _ = try await concurrently(16) { number in
                    try await store.insert(Fixture.membership("om_\(number)", organization: "org_\(number)"))
                    #expect(
                        try await store.recordSignIn(ofUser: "user_1", at: Fixture.at(Int64(number))))
                }
                let person = try #require(try await store.resource(id: "user_1", kind: "user"))
                #expect(Set(person.tags("organization_id")).count == 16)
                #expect(try await store.user(id: "user_1")?.lastSignInAt == Fixture.at(15))
            },
            StorageBehaviour("only an active membership makes a person one of the organization's") {
                store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                for (number, status) in OrganizationMembership.Status.allCases.enumerated() {
                    try await store.insert(Fixture.organization("org_\(number)"))
                    var membership = Fixture.membership("om_\(number)", organization: "org_\(number)")
                    membership.status = status
                    try await store.insert(membership)
                }
                #expect(try await store.memberships(ofUser: "user_1").map(\.status) == [.active, .inactive, .pending])
                #expect(try await store.organizations(ofUser: "user_1").map(\.id) == ["org_0"])
                let person = try #require(try await store.resource(id: "user_1", kind: "user"))
                #expect(person.tags("organization_id") == ["org_0"])
            },
            StorageBehaviour("the last use of a key or secret is written down once a minute") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.apiKey("api_key_1", byte: 1))
                let secret = Fixture.secret("secret_1", client: "client_1", byte: 1)
                try await store.insert(Fixture.client("client_1"), secrets: [secret])
                for (used, known) in [(0, Int64(0)), (59, 0), (60, 60), (30, 60), (119, 60), (500, 500)] {
                    try await store.recordUse(ofAPIKey: "api_key_1", at: Fixture.at(Int64(used)))
                    try await store.recordUse(ofSecret: "secret_1", at: Fixture.at(Int64(used)))
                    #expect(try await store.apiKey(hash: Fixture.hash(1))?.lastUsedAt == Fixture.at(known))
                    #expect(try await store.secret(id: "secret_1")?.lastUsedAt == Fixture.at(known))
                }
                #expect(try await store.apiKey(hash: Fixture.hash(1))?.updatedAt == Fixture.start)
                #expect(try await store.secret(id: "secret_1")?.updatedAt == secret.updatedAt)
                try await store.recordUse(ofAPIKey: "none", at: Fixture.start)
                try await store.recordUse(ofSecret: "none\u{0}", at: Fixture.start)
            },
            StorageBehaviour("an API key goes with its organization and its person") { store async throws in
                for (number, deletion) in [
                    ("1", ResourceChange.delete(id: "org_1", kind: "organization")),
                    ("2", .delete(id: "user_1", kind: "user")),
                ] {
                    try await store.insert(Fixture.organization("org_\(number)"))
                    var key = Fixture.apiKey("api_key_\(number)", byte: UInt8(number) ?? 0)
                    key.organizationID = "org_\(number)"
                    if number == "2" {
                        try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                        key.userID = "user_1"
                    }
                    try await store.insert(key)
                    try await store.commit([deletion])
                    #expect(try await store.apiKey(hash: key.hash) == nil)
                }
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.apiKey("api_key_3", byte: 3))
                }
            },
        ]
    }
}
