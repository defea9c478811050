internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func remember(
        _ scopes: ScopeSet, for key: ConsentKey, at now: Timestamp
    ) async throws(StorageError) {
        try await write { database in
            let earlier = try database.consentedScopes(for: key) ?? .none
            let union = ScopeSet(validating: earlier.values + scopes.values) ?? earlier
            try database.insert(
                [
                    "user_id": key.userID, "client_id": key.clientID, "resource": key.resource,
                    "redirect_host": key.redirectHost, "scopes": union.parameter, "updated_at": now.milliseconds,
                ], into: "consent",
                onConflict: """
                    ON CONFLICT (user_id, client_id, resource, redirect_host)
                    DO UPDATE SET scopes = excluded.scopes, updated_at = excluded.updated_at
                    """)
        }
    }

    package func consentedScopes(for key: ConsentKey) async throws(StorageError) -> ScopeSet? {
        try await read { try $0.consentedScopes(for: key) }
    }

    @discardableResult
    package func forgetConsents(
        ofUser userID: String, toClient clientID: String
    ) async throws(StorageError) -> Bool {
        try await write { database in
            try database.remove("DELETE FROM consent WHERE user_id = ? AND client_id = ?", [userID, clientID]) > 0
        }
    }
}

extension Database {
    fileprivate func consentedScopes(for key: ConsentKey) throws -> ScopeSet? {
        try first(
            """
            SELECT scopes FROM consent
            WHERE user_id = ? AND client_id = ? AND resource = ? AND redirect_host = ?
            """, [key.userID, key.clientID, key.resource, key.redirectHost]
        ) { try $0.scopes("scopes") }
    }
}
