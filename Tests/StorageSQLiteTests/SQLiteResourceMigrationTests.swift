import GRDB
import JSON
import OAuth
import Storage
import StorageSQLite
import Testing

@Suite("A SQLite file in which organizations, people and API keys had tables of their own")
struct SQLiteResourceMigrationTests {
    /// Opens such a database and closes it afterwards.
    private func withMigrated(_ body: (SQLiteStorage, _ path: String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/claviger.db"
            try AuthorizationServerDatabase.make(at: path)
            let storage = try SQLiteStorage(.file(path))
            try await body(storage, path)
            try await storage.close()
        }
    }

    @Test("its organizations and people are resources, oldest first")
    func people() async throws {
        try await withMigrated { storage, _ async throws in
            let acme = Organization(id: "org_b", name: "Acme \"Ltd\" \\ é", createdAt: Timestamp(seconds: 2))
            #expect(try await storage.organizations(named: acme.name) == [acme])
            let ada = User(
                id: "user_1", email: "Ada@Example.com", isEmailVerified: true, firstName: "Ada",
                passwordHash: PasswordHash(text: "$scrypt$x"), createdAt: Timestamp(seconds: 1),
                updatedAt: Timestamp(milliseconds: 1500))
            let bob = User(id: "user_2", email: "bob@example.com", createdAt: Timestamp(seconds: 2))
            #expect(try await storage.users(limit: 9) == [ada, bob])
            #expect(try await storage.user(email: "ADA@example.com") == ada)
            let organizations = try await storage.resources(ResourceQuery(kind: "organization", order: .ascending))
            #expect(organizations?.resources.map(\.id) == ["org_a", "org_b"])
        }
    }

    @Test("its memberships are active, and tags of the people")
    func memberships() async throws {
        try await withMigrated { storage, _ async throws in
            let memberships = [("1", "org_a", 1), ("2", "org_b", Int64(2))].map { number, organization, age in
                OrganizationMembership(
                    id: "om_\(number)", userID: "user_1", organizationID: organization,
                    createdAt: Timestamp(seconds: age))
            }
            #expect(try await storage.memberships(ofUser: "user_1") == memberships)
            for membership in memberships {
                #expect(
                    try await storage.resource(id: membership.id, kind: "organization_membership")
                        == membership.resource)
                let query = ResourceQuery(
                    kind: "user", conditions: [.has("organization_id", anyOf: [membership.organizationID])])
                #expect(try await storage.resources(query)?.resources.map(\.id) == ["user_1"])
            }
            await #expect(throws: StorageError(.conflict, "")) {
                try await storage.insert(
                    OrganizationMembership(
                        id: "om_3", userID: "user_1", organizationID: "org_a", createdAt: Timestamp(seconds: 1)))
            }
        }
    }

    @Test("its API keys authenticate as before, until the millisecond in which they expire")
    func apiKeys() async throws {
        try await withMigrated { storage, _ async throws in
            let bytes = [UInt8](0...30).map { $0 == 30 ? 0xFF : $0 } + [0xFF]
            let key = APIKey(
                id: "api_key_1", name: "CI", hash: SecretHash(digest: bytes), obfuscatedValue: "sk_...",
                organizationID: "org_a", permissions: try #require(ScopeSet(parameter: "mcp mcp:write")),
                expiresAt: Timestamp(milliseconds: 1_785_542_400_123), createdAt: Timestamp(seconds: 3))
            #expect(try await storage.apiKey(hash: key.hash) == key)
            let bare = APIKey(
                id: "api_key_2", name: "Bare", hash: SecretHash(digest: [UInt8](repeating: 0, count: 32)),
                obfuscatedValue: "sk_...", organizationID: "org_b", permissions: .none,
                createdAt: Timestamp(seconds: 4))
            #expect(try await storage.apiKey(hash: bare.hash) == bare)
        }
    }

    @Test("its clients have identifiers for their owner, none twice, and keep their secrets")
    func clients() async throws {
        try await withMigrated { storage, _ async throws in
            let page = try await storage.clients(ClientQuery(order: .ascending))
            let clients = try #require(page?.clients)
            #expect(clients.map(\.name) == ["B", "A"])
            #expect(clients[1].id == "conn_app_01JA2B3C4D5E6F7G8H9JKMNPQR")
            #expect(clients[0].id != clients[1].id)
            #expect(clients[0].id.hasPrefix("conn_app_"))
            let secrets = try await storage.secrets(ofClient: clients[1].clientID)
            #expect(secrets.map(\.id) == ["secret_1", "secret_2"])
            #expect(secrets.map(\.hint) == ["", ""])
            #expect(secrets.map(\.updatedAt) == [Timestamp(seconds: 5), Timestamp(seconds: 6)])
            #expect(try await storage.grant(id: "grant_1")?.subject == "user_1")
        }
    }

    @Test("what belongs together goes together as before, and the file is whole")
    func references() async throws {
        try await withMigrated { storage, path async throws in
            let session = SecretHash(digest: [UInt8](repeating: 0, count: 32))
            #expect(try await storage.session(hash: session, at: Timestamp(seconds: 1)) != nil)
            try await storage.commit([
                .delete(id: "user_1", kind: "user"), .delete(id: "org_a", kind: "organization"),
            ])
            #expect(try await storage.session(hash: session, at: Timestamp(seconds: 1)) == nil)
            #expect(try await storage.memberships(ofUser: "user_1").isEmpty)
            #expect(try await storage.client(id: "client_01JA2B3C4D5E6F7G8H9JKMNPQR") == nil)
            #expect(try await storage.secret(id: "secret_1") == nil)
            let queue = try DatabaseQueue(path: path)
            try await queue.read { database throws in
                #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
                #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
                let leftovers = """
                    SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%new\\_%' ESCAPE '\\'
                        OR sql LIKE '%REFERENCES organization%' OR sql LIKE '%REFERENCES user%'
                    """
                #expect(try Int.fetchOne(database, sql: leftovers) == 0)
            }
            try queue.close()
        }
    }
}
