internal import GRDB
internal import OAuth
internal import Storage

extension Database {
    /// Keeps a grant, and the refresh token if the grant allows one.
    func keep(_ grant: Grant, with token: NewRefreshToken, at now: Timestamp) throws {
        // A grant without refresh tokens is of use to the access tokens that are issued with it: see `Expiring`.
        let expiresAt = grant.allowsRefresh ? token.expiresAt : now
        try insert(grant.columns + ["expires_at": expiresAt.milliseconds], into: "authorization_grant")
        if grant.allowsRefresh {
            try keep(
                RefreshToken(hash: token.hash, grantID: grant.id, expiresAt: token.expiresAt, createdAt: now))
        }
    }

    func keep(_ token: RefreshToken) throws {
        try insert(
            [
                "hash": token.hash.blob, "grant_id": token.grantID, "expires_at": token.expiresAt.milliseconds,
                "created_at": token.createdAt.milliseconds,
            ], into: "refresh_token")
    }

    func grant(id: String) throws -> Grant? {
        try first("SELECT * FROM authorization_grant WHERE grant_id = ?", [id], Grant.init)
    }

    /// Removes a grant and its refresh tokens, and lists it as revoked.
    /// - Returns: whether there was one.
    func revoke(grant id: String, until expiresAt: Timestamp) throws -> Bool {
        let count = try remove("DELETE FROM authorization_grant WHERE grant_id = ?", [id])
        try listRevoked(id, until: expiresAt)
        return count > 0
    }

    /// Lists a `jti` or `sid` as revoked. One that is listed for a shorter time is listed anew, under a higher number,
    /// so that copies of the list learn of it.
    func listRevoked(_ id: String, until expiresAt: Timestamp) throws {
        try remove("DELETE FROM revocation WHERE id = ? AND expires_at < ?", [id, expiresAt.milliseconds])
        try insert(
            ["id": id, "expires_at": expiresAt.milliseconds], into: "revocation", onConflict: "ON CONFLICT DO NOTHING")
    }
}

extension Grant {
    static let columnNames = """
        grant_id, client_id, subject, organization_id, scopes, audience, authenticated_at, allows_refresh, nonce, \
        granted_at
        """

    var columns: ColumnValues {
        [
            "grant_id": id, "client_id": clientID, "subject": subject, "organization_id": organizationID,
            "scopes": scopes.parameter, "audience": audience,
            "authenticated_at": authenticatedAt.milliseconds, "allows_refresh": allowsRefresh, "nonce": nonce,
            "granted_at": createdAt.milliseconds,
        ]
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.value("grant_id"), clientID: try row.value("client_id"), subject: try row.value("subject"),
            organizationID: try row.value("organization_id"), scopes: try row.scopes("scopes"),
            audience: try row.value("audience"),
            allowsRefresh: try row.value("allows_refresh"), authenticatedAt: try row.timestamp("authenticated_at"),
            nonce: try row.value("nonce"), createdAt: try row.timestamp("granted_at"))
    }
}
