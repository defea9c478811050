internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func subject(
        ofExternal subject: String, issuer: String, orKeep new: String, at now: Timestamp
    ) async throws(StorageError) -> String {
        // Once there is an identifier it stays, so that a look without the lock on writing is enough.
        if let kept = try await read({ try $0.identifier(ofExternal: subject, issuer: issuer) }) { return kept }
        return try await write { database in
            try database.insert(
                ["issuer": issuer, "subject": subject, "id": new, "created_at": now.milliseconds],
                into: "external_subject", onConflict: "ON CONFLICT DO NOTHING")
            return try database.identifier(ofExternal: subject, issuer: issuer) ?? new
        }
    }
}

extension Database {
    fileprivate func identifier(ofExternal subject: String, issuer: String) throws -> String? {
        try first("SELECT id FROM external_subject WHERE issuer = ? AND subject = ?", [issuer, subject]) { row in
            try row.value("id")
        }
    }
}
