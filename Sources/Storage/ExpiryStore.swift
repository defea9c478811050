package import OAuth

/// What expires, and can be swept.
package enum Expiring: String, Sendable, Hashable, CaseIterable {
    /// Redeemed or not. The farther back the moment, the longer a second use of a code is known as such.
    case authorizationCodes
    /// Refresh tokens, with the grants that have none left. A grant that never had one goes when it was given before
    /// the moment, so that the moment should lie as far back as the longest access token lives.
    case refreshTokens
    case deviceAuthorizations
    case sessions
    case revocations
    case assertions
    case auditEvents
    /// Those audit events whose action ends in `.refused`.
    case refusedAuditEvents
    /// Those that say when they expire, with all that go with them.
    case resources
}

/// Removes what nobody can use any more.
package protocol ExpiryStore: Sendable {
    /// Removes at most `limit` rows that expired before that moment (audit events: that happened before it), those that
    /// expired first first.
    /// - Returns: how many were removed; fewer than the limit: there are no more.
    func deleteExpired(_ kind: Expiring, before moment: Timestamp, limit: Int) async throws(StorageError) -> Int
}
