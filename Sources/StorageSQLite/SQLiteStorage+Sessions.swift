internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ session: SignInSession, replacing old: SecretHash?) async throws(StorageError) {
        try await write { database in
            try database.require(.user, session.userID)
            if let old { try database.remove("DELETE FROM sign_in_session WHERE hash = ?", [old.blob]) }
            try database.insert(
                [
                    "hash": session.hash.blob, "user_id": session.userID,
                    "authenticated_at": session.authenticatedAt.milliseconds,
                    "authenticated_for": session.authenticatedFor?.blob, "organization_id": session.organizationID,
                    "expires_at": session.expiresAt.milliseconds,
                ], into: "sign_in_session")
        }
    }

    package func session(hash: SecretHash, at now: Timestamp) async throws(StorageError) -> SignInSession? {
        try await read { database in
            try database.first(
                "SELECT * FROM sign_in_session WHERE hash = ? AND expires_at > ?", [hash.blob, now.milliseconds]
            ) { row in
                SignInSession(
                    hash: hash, userID: try row.value("user_id"),
                    authenticatedAt: try row.timestamp("authenticated_at"),
                    authenticatedFor: try row.optionalHash("authenticated_for"),
                    organizationID: try row.value("organization_id"), expiresAt: try row.timestamp("expires_at"))
            }
        }
    }

    package func settle(session: SecretHash, organizationID: String?) async throws(StorageError) {
        try await write { database in
            try database.change(
                """
                UPDATE sign_in_session
                SET organization_id = coalesce(?, organization_id), authenticated_for = NULL WHERE hash = ?
                """, [organizationID, session.blob])
        }
    }

    @discardableResult
    package func deleteSession(hash: SecretHash) async throws(StorageError) -> Bool {
        try await write { try $0.remove("DELETE FROM sign_in_session WHERE hash = ?", [hash.blob]) > 0 }
    }

    @discardableResult
    package func deleteSessions(ofUser id: String) async throws(StorageError) -> Int {
        try await write { try $0.remove("DELETE FROM sign_in_session WHERE user_id = ?", [id]) }
    }
}
