package import OAuth

/// Remembers which assertions were used (RFC 7523 §3, `jti`).
package protocol AssertionStore: Sendable {
    /// Uses an assertion up, for as long as it is not removed as expired.
    /// - Parameter expiresAt: when it may be forgotten: from then on the assertion must be useless by itself.
    /// - Returns: whether this was its first use.
    /// - Throws: `unstorableText` when either text has a NUL.
    func use(assertion jti: String, issuer: String, expiresAt: Timestamp) async throws(StorageError) -> Bool
}
