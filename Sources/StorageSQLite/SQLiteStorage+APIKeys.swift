internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ key: APIKey) async throws(StorageError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO api_key (id, name, hash, organization_id, permissions, expires_at, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id, key.name, key.hash.bytes.blob, key.organizationID, key.permissions.parameter,
                    key.expiresAt?.milliseconds, key.createdAt.milliseconds,
                ])
        }
    }

    package func apiKey(hash: SecretHash) async throws(StorageError) -> APIKey? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM api_key WHERE hash = ?", arguments: [hash.bytes.blob])
                .map { row in
                    APIKey(
                        id: try row.value("id"), name: try row.value("name"), hash: try row.hash("hash"),
                        organizationID: try row.value("organization_id"), permissions: try row.scopes("permissions"),
                        expiresAt: try row.optionalTimestamp("expires_at"),
                        createdAt: try row.timestamp("created_at"))
                }
        }
    }

    @discardableResult
    package func deleteAPIKey(hash: SecretHash) async throws(StorageError) -> Bool {
        try await write { database in
            try database.execute(sql: "DELETE FROM api_key WHERE hash = ?", arguments: [hash.bytes.blob])
            return database.changesCount > 0
        }
    }
}
