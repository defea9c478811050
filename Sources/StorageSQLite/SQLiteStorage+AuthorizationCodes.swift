internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ code: AuthorizationCode) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "hash": code.hash.blob, "redirect_uri": code.redirectURI, "code_challenge": code.codeChallenge,
                    "expires_at": code.expiresAt.milliseconds,
                ] + code.grant.columns, into: "authorization_code")
        }
    }

    package func authorizationCode(
        hash: SecretHash, at now: Timestamp
    ) async throws(StorageError) -> AuthorizationCode? {
        try await read { database in
            try database.first(
                """
                SELECT * FROM authorization_code WHERE hash = ? AND (expires_at > ? OR redeemed_at IS NOT NULL)
                """, [hash.blob, now.milliseconds], AuthorizationCode.init)
        }
    }

    package func redeem(
        codeHash: SecretHash, clientID: String, refreshToken: NewRefreshToken, at now: Timestamp,
        revokedUntil: Timestamp
    ) async throws(StorageError) -> CodeRedemption {
        try await write { database in
            let found = try database.first(
                """
                SELECT * FROM authorization_code
                WHERE hash = ? AND client_id = ? AND (expires_at > ? OR redeemed_at IS NOT NULL)
                """, [codeHash.blob, clientID, now.milliseconds]
            ) { row in
                (code: try AuthorizationCode(row), redeemedAt: try row.optionalTimestamp("redeemed_at"))
            }
            guard let (code, redeemedAt) = found else { return .unknown }
            guard redeemedAt == nil else {
                _ = try database.revoke(grant: code.grant.id, until: revokedUntil)
                return .reused(grantID: code.grant.id)
            }
            try database.change(
                "UPDATE authorization_code SET redeemed_at = ? WHERE hash = ?", [now.milliseconds, codeHash.blob])
            try database.keep(code.grant, with: refreshToken, at: now)
            return .redeemed(code)
        }
    }
}

extension AuthorizationCode {
    init(_ row: Row) throws {
        self.init(
            hash: try row.hash("hash"), grant: try Grant(row), redirectURI: try row.value("redirect_uri"),
            codeChallenge: try row.value("code_challenge"), expiresAt: try row.timestamp("expires_at"))
    }
}
