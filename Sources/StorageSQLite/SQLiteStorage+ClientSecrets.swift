internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ secret: ClientSecret) async throws(StorageError) {
        try await write { try $0.insert(secret.columns, into: "client_secret") }
    }

    package func secret(id: String) async throws(StorageError) -> ClientSecret? {
        try await read { try $0.first("SELECT * FROM client_secret WHERE id = ?", [id], ClientSecret.init) }
    }

    package func secrets(ofClient id: String) async throws(StorageError) -> [ClientSecret] {
        try await read { database in
            try database.all(
                "SELECT * FROM client_secret WHERE client_id = ? ORDER BY created_at, id", [id], ClientSecret.init)
        }
    }

    package func setKept(_ kept: ClientSecret.Kept, ofSecret id: String) async throws(StorageError) -> Bool {
        try await write { database in
            guard try database.has("SELECT 1 FROM client_secret WHERE id = ?", [id]) else { return false }
            return try database.change(
                "UPDATE client_secret SET hash = ?, slow_hash = ? WHERE id = ?",
                [kept.fastHash?.blob, kept.slowHash?.text, id]) > 0
        }
    }

    package func recordUse(ofSecret id: String, at now: Timestamp) async throws(StorageError) {
        // Most uses follow another one closely: those need no lock on writing.
        guard let secret = try await secret(id: id), SecretHint.isNew(use: now, after: secret.lastUsedAt) else {
            return
        }
        try await write { database in
            try database.change(
                "UPDATE client_secret SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at < ?1) IS NOT FALSE",
                [now.milliseconds, id])
        }
    }

    @discardableResult
    package func deleteSecret(id: String) async throws(StorageError) -> Bool {
        try await write { try $0.remove("DELETE FROM client_secret WHERE id = ?", [id]) > 0 }
    }
}
