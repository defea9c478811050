internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func use(assertion jti: String, issuer: String, expiresAt: Timestamp) async throws(StorageError) -> Bool {
        try await write { database in
            try database.insert(
                ["issuer": issuer, "jti": jti, "expires_at": expiresAt.milliseconds], into: "used_assertion",
                onConflict: "ON CONFLICT DO NOTHING") > 0
        }
    }
}
