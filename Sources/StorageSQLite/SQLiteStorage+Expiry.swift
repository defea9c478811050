internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func deleteExpired(
        _ kind: Expiring, before moment: Timestamp, limit: Int
    ) async throws(StorageError) -> Int {
        guard limit > 0 else { return 0 }
        return try await write { database in
            func sweep(
                _ table: String, key: String, time: String = "expires_at", condition: String = "TRUE", limit: Int
            ) throws -> Int {
                try database.remove(
                    """
                    DELETE FROM \(table) WHERE (\(key)) IN
                        (SELECT \(key) FROM \(table) WHERE \(condition) AND \(time) < ? ORDER BY \(time) LIMIT ?)
                    """, [moment.milliseconds, limit])
            }
            switch kind {
            case .authorizationCodes: return try sweep("authorization_code", key: "hash", limit: limit)
            case .refreshTokens:
                let tokens = try sweep("refresh_token", key: "hash", limit: limit)
                guard tokens < limit else { return tokens }
                // Every token of such a grant is gone: it expired no later than the grant does.
                return try tokens + sweep("authorization_grant", key: "grant_id", limit: limit - tokens)
            case .deviceAuthorizations: return try sweep("device_authorization", key: "hash", limit: limit)
            case .sessions: return try sweep("sign_in_session", key: "hash", limit: limit)
            case .revocations: return try sweep("revocation", key: "sequence", limit: limit)
            case .assertions: return try sweep("used_assertion", key: "issuer, jti", limit: limit)
            case .auditEvents: return try sweep("audit_event", key: "id", time: "occurred_at", limit: limit)
            case .refusedAuditEvents:
                // Word for word as in the index, so that it is used.
                return try sweep(
                    "audit_event", key: "id", time: "occurred_at", condition: "action LIKE '%.refused'", limit: limit)
            case .resources: return try database.removeResources(expiredBefore: moment, limit: limit)
            }
        }
    }
}
