package import OAuth

/// A refresh token (RFC 6749 §1.5): its hash.
package struct RefreshToken: Sendable, Hashable {
    package var hash: SecretHash
    package var grantID: String
    package var expiresAt: Timestamp
    package var createdAt: Timestamp

    package init(hash: SecretHash, grantID: String, expiresAt: Timestamp, createdAt: Timestamp) {
        self.hash = hash
        self.grantID = grantID
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }
}

/// A refresh token that was made and is kept if it turns out that its grant allows one.
package struct NewRefreshToken: Sendable, Hashable {
    package var hash: SecretHash
    package var expiresAt: Timestamp

    package init(hash: SecretHash, expiresAt: Timestamp) {
        self.hash = hash
        self.expiresAt = expiresAt
    }
}

/// A refresh token that was looked up.
package struct FoundRefreshToken: Sendable, Hashable {
    package var token: RefreshToken
    package var grant: Grant
    /// Whether a successor took its place.
    package var isRotated: Bool

    package init(token: RefreshToken, grant: Grant, isRotated: Bool) {
        self.token = token
        self.grant = grant
        self.isRotated = isRotated
    }
}

/// One rotation: the successor, and the answer to give again when the client did not get it.
package struct RefreshRotation: Sendable {
    /// The token that was presented.
    package var presented: SecretHash
    package var successor: RefreshToken
    /// The whole answer, encrypted under a key that only the presented token gives: the store alone cannot read it.
    package var keptAnswer: [UInt8]
    /// What the request asked for (client, scope, resource): only the same request gets the same answer.
    package var fingerprint: SecretHash
    /// Until when the answer is given again.
    package var graceEnds: Timestamp

    package init(
        presented: SecretHash, successor: RefreshToken, keptAnswer: [UInt8], fingerprint: SecretHash,
        graceEnds: Timestamp
    ) {
        self.presented = presented
        self.successor = successor
        self.keptAnswer = keptAnswer
        self.fingerprint = fingerprint
        self.graceEnds = graceEnds
    }
}

/// What came of a rotation.
package enum RefreshRotationOutcome: Sendable, Equatable {
    /// The successor is kept, durably; the answer may be given.
    case rotated
    /// The token was rotated a moment ago, its successor has not been used, and the request is the same: give this answer
    /// again.
    case repeated(keptAnswer: [UInt8])
    /// The token was rotated a moment ago by another request than this one. Nothing changed.
    case differs
    /// The token was rotated earlier, or its successor has been used: the grant of this identifier is revoked.
    case reused(grantID: String)
    /// There is no such token, it has expired, or its grant is revoked.
    case unknown
}

/// Keeps grants and their refresh tokens.
package protocol RefreshTokenStore: Sendable {
    /// Keeps a grant that comes of no code, and the refresh token if the grant allows one.
    /// - Throws: `conflict` when the grant's identifier or the token's hash is taken.
    func keep(_ grant: Grant, refreshToken: NewRefreshToken, at now: Timestamp) async throws(StorageError)

    /// Changes the organization that a grant is for.
    /// - Returns: whether there was such a grant that is not revoked.
    @discardableResult
    func setOrganization(_ id: String?, ofGrant grantID: String) async throws(StorageError) -> Bool

    /// The person's grants that are not revoked, oldest first: those that are kept, and those that are still to be had
    /// for a code, or by a device that was approved.
    func grants(ofUser subject: String) async throws(StorageError) -> [Grant]

    /// The grant, unless it is revoked.
    func grant(id: String) async throws(StorageError) -> Grant?

    /// The token with its grant, rotated or not; absent when it has expired or the grant is revoked.
    func refreshToken(hash: SecretHash, at now: Timestamp) async throws(StorageError) -> FoundRefreshToken?

    /// Puts the successor in the place of the presented token. Of any number of callers with one token, one gets
    /// `rotated`; see `RefreshRotationOutcome` for the others. Rotating a token ends the grace of its predecessor, whose
    /// kept answer is removed.
    /// - Parameter revokedUntil: how long a revocation that this call causes is kept.
    /// - Throws: `conflict` when the successor's hash is taken, or it is of another grant than the presented token.
    func rotate(
        _ rotation: RefreshRotation, at now: Timestamp, revokedUntil: Timestamp
    ) async throws(StorageError) -> RefreshRotationOutcome

    /// Revokes a grant: its refresh tokens, its code, redeemed or not, and its device authorization are gone, and its
    /// identifier is listed as revoked, also when no such grant is kept.
    /// - Returns: whether there was one that was kept and not revoked.
    @discardableResult
    func revokeGrant(id: String, revokedUntil: Timestamp) async throws(StorageError) -> Bool
}
