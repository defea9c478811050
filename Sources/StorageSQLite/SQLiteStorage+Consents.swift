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

    package func consents(ofUser userID: String) async throws(StorageError) -> [GivenConsent] {
        try await read { database in
            let rows = try database.all(
                """
                SELECT client_id, resource, scopes, updated_at FROM consent
                WHERE user_id = ? ORDER BY client_id, resource, redirect_host
                """, [userID]
            ) { row in
                GivenConsent(
                    clientID: try row.value("client_id"), resources: [try row.value("resource")],
                    scopes: try row.scopes("scopes"), givenAt: try row.timestamp("updated_at"))
            }
            return rows.reduce(into: []) { consents, row in
                guard let last = consents.last, last.clientID.utf8.elementsEqual(row.clientID.utf8) else {
                    return consents.append(row)
                }
                consents[consents.count - 1] = last.adding(row)
            }
        }
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

extension GivenConsent {
    /// This and the same client's next one, as one.
    fileprivate func adding(_ next: GivenConsent) -> GivenConsent {
        let isKnown = next.resources.allSatisfy { new in resources.contains { $0.utf8.elementsEqual(new.utf8) } }
        return GivenConsent(
            clientID: clientID, resources: isKnown ? resources : resources + next.resources,
            scopes: ScopeSet(validating: scopes.values + next.scopes.values) ?? scopes,
            givenAt: max(givenAt, next.givenAt))
    }
}
