internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func revoke(id: String, until expiresAt: Timestamp) async throws(StorageError) {
        try await write { try $0.listRevoked(id, until: expiresAt) }
    }

    package func isRevoked(anyOf ids: [String]) async throws(StorageError) -> Bool {
        try await read { database in
            try ids.contains { try database.has("SELECT 1 FROM revocation WHERE id = ?", [$0]) }
        }
    }

    package func revocations(after sequence: Int64, limit: Int) async throws(StorageError) -> [Revocation] {
        try await read { database in
            try database.all(
                "SELECT * FROM revocation WHERE sequence > ? ORDER BY sequence LIMIT ?", [sequence, max(0, limit)]
            ) { row in
                Revocation(
                    id: try row.value("id"), expiresAt: try row.timestamp("expires_at"),
                    sequence: try row.value("sequence"))
            }
        }
    }
}
