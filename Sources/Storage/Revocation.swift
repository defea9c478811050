package import OAuth

/// That an access token (by `jti`) or every access token of a grant (by `sid`) is revoked.
package struct Revocation: Sendable, Hashable {
    /// The `jti` or `sid`.
    package var id: String
    /// When it may be forgotten: every token that it concerns has expired.
    package var expiresAt: Timestamp
    /// Rises with each revocation that is recorded, in the order in which they can be seen.
    package var sequence: Int64

    package init(id: String, expiresAt: Timestamp, sequence: Int64) {
        self.id = id
        self.expiresAt = expiresAt
        self.sequence = sequence
    }
}

/// Keeps what is revoked (RFC 7009). Revoking grants and reusing codes or refresh tokens adds to it.
package protocol RevocationStore: Sendable {
    /// Records a revocation, or lengthens the one that there is, which then has a new sequence number. It is never
    /// shortened.
    func revoke(id: String, until expiresAt: Timestamp) async throws(StorageError)

    /// Whether any of these is listed, whose revocation may have expired and not be removed yet.
    func isRevoked(anyOf ids: [String]) async throws(StorageError) -> Bool

    /// The revocations recorded after that sequence number, in order, as many as the limit says: for copies in memory.
    func revocations(after sequence: Int64, limit: Int) async throws(StorageError) -> [Revocation]
}
