internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ client: Client, secrets: [ClientSecret]) async throws(StorageError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO client (id, name, description, organization_id, scopes, audience, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    client.clientID, client.name, client.description, client.organizationID, client.scopes.parameter,
                    client.audience, client.createdAt.milliseconds,
                ])
            for secret in secrets { try SQLiteStorage.insert(secret, database) }
        }
    }

    package func insert(_ secret: ClientSecret) async throws(StorageError) {
        try await write { try SQLiteStorage.insert(secret, $0) }
    }

    private static func insert(_ secret: ClientSecret, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO client_secret (id, client_id, hash, created_at) VALUES (?, ?, ?, ?)",
            arguments: [secret.id, secret.clientID, secret.hash.bytes.blob, secret.createdAt.milliseconds])
    }

    package func client(id: String) async throws(StorageError) -> Client? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM client WHERE id = ?", arguments: [id])
                .map(SQLiteStorage.client)
        }
    }

    package func clients(ofOrganization id: String) async throws(StorageError) -> [Client] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM client WHERE organization_id = ? ORDER BY created_at, id",
                arguments: [id]
            ).map(SQLiteStorage.client)
        }
    }

    package func secrets(ofClient id: String) async throws(StorageError) -> [ClientSecret] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM client_secret WHERE client_id = ? ORDER BY created_at, id",
                arguments: [id]
            ).map { row in
                ClientSecret(
                    id: try row.value("id"), clientID: try row.value("client_id"), hash: try row.hash("hash"),
                    createdAt: try row.timestamp("created_at"))
            }
        }
    }

    private static func client(_ row: Row) throws -> Client {
        Client(
            clientID: try row.value("id"), name: try row.value("name"), description: row["description"],
            organizationID: try row.value("organization_id"), scopes: try row.scopes("scopes"),
            audience: row["audience"], createdAt: try row.timestamp("created_at"))
    }
}
