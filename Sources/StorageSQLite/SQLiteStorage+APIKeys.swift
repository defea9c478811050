internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ key: APIKey) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "id": key.id, "name": key.name, "hash": key.hash.blob, "organization_id": key.organizationID,
                    "permissions": key.permissions.parameter, "expires_at": key.expiresAt?.milliseconds,
                    "created_at": key.createdAt.milliseconds,
                ], into: "api_key")
        }
    }

    package func apiKey(hash: SecretHash) async throws(StorageError) -> APIKey? {
        try await read { database in
            try database.first("SELECT * FROM api_key WHERE hash = ?", [hash.blob]) { row in
                APIKey(
                    id: try row.value("id"), name: try row.value("name"), hash: try row.hash("hash"),
                    organizationID: try row.value("organization_id"), permissions: try row.scopes("permissions"),
                    expiresAt: try row.optionalTimestamp("expires_at"), createdAt: try row.timestamp("created_at"))
            }
        }
    }

    @discardableResult
    package func deleteAPIKey(hash: SecretHash) async throws(StorageError) -> Bool {
        try await write { try $0.remove("DELETE FROM api_key WHERE hash = ?", [hash.blob]) > 0 }
    }
}
