import GRDB
import OAuth
import Storage
import StorageSQLite
import Testing

@Suite("A SQLite file of an earlier version")
struct SQLiteMigrationTests {
    /// Opens a database of the first version and closes it afterwards.
    private func withMigrated(_ body: (SQLiteStorage, _ path: String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/claviger.db"
            try FoundationDatabase.make(at: path)
            let storage = try SQLiteStorage(.file(path))
            try await body(storage, path)
            try await storage.close()
        }
    }

    private let hash = SecretHash(digest: [UInt8](repeating: 0, count: 32))

    @Test("its clients are machines that the owner configured, with their secrets")
    func clients() async throws {
        try await withMigrated { storage, _ async throws in
            let first = Client(
                id: "conn_app_x636c69656e745f31", clientID: "client_1", name: "Agent", description: "Does things",
                organizationID: "org_1",
                scopes: try #require(ScopeSet(parameter: "mcp mcp:write")), audience: "https://api.example.com",
                createdAt: Timestamp(seconds: 3))
            #expect(first.kind == .machine)
            #expect(first.registration == .configured)
            #expect(try await storage.clients(ofOrganization: "org_1") == [first])
            let second = Client(
                id: "conn_app_x636c69656e745f32", clientID: "client_2", name: "Bare", organizationID: "org_2",
                scopes: .none,
                createdAt: Timestamp(seconds: 4))
            #expect(try await storage.client(id: "client_2") == second)
            let secret = ClientSecret(
                id: "secret_1", clientID: "client_1", hash: hash, createdAt: Timestamp(seconds: 5))
            #expect(try await storage.secrets(ofClient: "client_1") == [secret])
        }
    }

    @Test("its signing keys sign from when they were made")
    func signingKeys() async throws {
        try await withMigrated { storage, _ async throws in
            let keys = [
                SigningKeyRecord(
                    keyID: "kid_b", algorithm: "RS256", material: .plain(Secret([1])),
                    createdAt: Timestamp(seconds: 8)),
                SigningKeyRecord(
                    keyID: "kid_a", algorithm: "RS256",
                    material: .sealed(keyEncryptionKeyID: "k1", wrappedDataKey: [2], ciphertext: [3]),
                    createdAt: Timestamp(seconds: 9)),
            ]
            #expect(try await storage.signingKeys(algorithm: "RS256") == keys)
        }
    }

    @Test("everything else is as it was")
    func others() async throws {
        try await withMigrated { storage, _ async throws in
            #expect(try await storage.organizations(named: "Acme").map(\.id) == ["org_1"])
            #expect(try await storage.apiKey(hash: hash)?.id == "api_key_1")
            let owner = CredentialOwner(issuer: "https://app.example.com", user: "user_1", server: "server")
            #expect(try await storage.credential(of: owner)?.refreshToken == [2])
        }
    }

    @Test("the tables that were made anew refer to each other as before")
    func references() async throws {
        try await withMigrated { storage, path async throws in
            await #expect(throws: StorageError(.conflict, "")) {
                try await storage.insert(
                    ClientSecret(id: "secret_3", clientID: "client_none", hash: hash, createdAt: Timestamp(seconds: 0)))
            }
            await #expect(throws: StorageError(.conflict, "")) {
                try await storage.insert(
                    Client(
                        id: "conn_app_3", clientID: "client_3", name: "Lost", organizationID: "org_none", scopes: .none,
                        createdAt: Timestamp(seconds: 0)), secrets: [])
            }
            #expect(try await storage.deleteClient(id: "client_1", revokedUntil: Timestamp(seconds: 0)))
            #expect(try await storage.secrets(ofClient: "client_1").isEmpty)
            let queue = try DatabaseQueue(path: path)
            try await queue.read { database throws in
                #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
                #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
                let leftovers = "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%new\\_%' ESCAPE '\\'"
                #expect(try Int.fetchOne(database, sql: leftovers) == 0)
            }
            try queue.close()
        }
    }
}
