internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func keep(
        _ grant: Grant, refreshToken: NewRefreshToken, at now: Timestamp
    ) async throws(StorageError) {
        try await write { try $0.keep(grant, with: refreshToken, at: now) }
    }

    @discardableResult
    package func setOrganization(_ id: String?, ofGrant grantID: String) async throws(StorageError) -> Bool {
        guard !grantID.utf8.contains(0) else { return false }
        return try await write { database in
            try database.change(
                "UPDATE authorization_grant SET organization_id = ? WHERE grant_id = ?", [id, grantID]) > 0
        }
    }

    package func grants(ofUser subject: String) async throws(StorageError) -> [Grant] {
        try await read { database in
            try database.all(
                """
                SELECT \(Grant.columnNames) FROM authorization_grant WHERE subject = ?1
                UNION ALL
                SELECT \(Grant.columnNames) FROM authorization_code WHERE subject = ?1 AND redeemed_at IS NULL
                UNION ALL
                SELECT \(Grant.columnNames) FROM device_approval WHERE subject = ?1
                ORDER BY granted_at, grant_id
                """, [subject], Grant.init)
        }
    }

    package func grant(id: String) async throws(StorageError) -> Grant? { try await read { try $0.grant(id: id) } }

    package func refreshToken(
        hash: SecretHash, at now: Timestamp
    ) async throws(StorageError) -> FoundRefreshToken? {
        try await read { database in
            guard let kept = try KeptRefreshToken(hash, at: now, in: database),
                let grant = try database.grant(id: kept.token.grantID)
            else { return nil }
            return FoundRefreshToken(token: kept.token, grant: grant, isRotated: kept.isRotated)
        }
    }

    package func rotate(
        _ rotation: RefreshRotation, at now: Timestamp, revokedUntil: Timestamp
    ) async throws(StorageError) -> RefreshRotationOutcome {
        try await write { database in
            guard let kept = try KeptRefreshToken(rotation.presented, at: now, in: database) else { return .unknown }
            guard kept.isRotated else {
                try kept.rotate(rotation, in: database)
                return .rotated
            }
            guard let again = kept.again, now < again.graceEnds else {
                _ = try database.revoke(grant: kept.token.grantID, until: revokedUntil)
                return .reused(grantID: kept.token.grantID)
            }
            return again.fingerprint.matches(rotation.fingerprint) ? .repeated(keptAnswer: again.answer) : .differs
        }
    }

    @discardableResult
    package func revokeGrant(id: String, revokedUntil: Timestamp) async throws(StorageError) -> Bool {
        guard !id.utf8.contains(0) else { return false }
        return try await write { database in
            try database.remove("DELETE FROM authorization_code WHERE grant_id = ?", [id])
            try database.remove(
                "DELETE FROM device_authorization WHERE hash IN (SELECT hash FROM device_approval WHERE grant_id = ?)",
                [id])
            return try database.revoke(grant: id, until: revokedUntil)
        }
    }
}

/// A refresh token that has not expired. Its grant is not revoked: with a grant go its tokens.
private struct KeptRefreshToken {
    let token: RefreshToken
    let isRotated: Bool
    /// What to give again while the grace lasts; absent once the successor has been used.
    let again: (answer: [UInt8], fingerprint: SecretHash, graceEnds: Timestamp)?

    init?(_ hash: SecretHash, at now: Timestamp, in database: Database) throws {
        let kept = try database.first(
            "SELECT * FROM refresh_token WHERE hash = ? AND expires_at > ?", [hash.blob, now.milliseconds],
            KeptRefreshToken.init)
        guard let kept else { return nil }
        self = kept
    }

    private init(_ row: Row) throws {
        token = RefreshToken(
            hash: try row.hash("hash"), grantID: try row.value("grant_id"), expiresAt: try row.timestamp("expires_at"),
            createdAt: try row.timestamp("created_at"))
        isRotated = try row.optionalBlob("successor") != nil
        again = try row.optionalBlob("kept_answer").map { answer in
            (answer, try row.hash("fingerprint"), try row.timestamp("grace_ends"))
        }
    }

    /// Puts the successor in the place of this token, and ends the grace of its predecessor.
    func rotate(_ rotation: RefreshRotation, in database: Database) throws {
        let successor = rotation.successor
        guard successor.grantID.utf8.elementsEqual(token.grantID.utf8) else {
            throw StorageError(.conflict, "the successor of a refresh token is of another grant")
        }
        try database.change(
            "UPDATE refresh_token SET kept_answer = NULL WHERE successor = ? AND kept_answer IS NOT NULL",
            [token.hash.blob])
        try database.change(
            "UPDATE refresh_token SET successor = ?, kept_answer = ?, fingerprint = ?, grace_ends = ? WHERE hash = ?",
            [
                successor.hash.blob, rotation.keptAnswer.blob, rotation.fingerprint.blob,
                rotation.graceEnds.milliseconds, token.hash.blob,
            ])
        try database.keep(successor)
        try database.change(
            "UPDATE authorization_grant SET expires_at = ?1 WHERE grant_id = ?2 AND expires_at < ?1",
            [successor.expiresAt.milliseconds, token.grantID])
    }
}
