package import OAuth

/// That a browser is signed in.
package struct SignInSession: Sendable, Hashable {
    /// The hash of the cookie.
    package var hash: SecretHash
    package var userID: String
    /// When the person last showed who they are: `auth_time`.
    package var authenticatedAt: Timestamp
    /// The digest of the one authorization request that this sign-in was made for: it satisfies that request's `prompt=login`
    /// and `max_age`, once.
    package var authenticatedFor: SecretHash?
    /// The organization that was chosen last.
    package var organizationID: String?
    package var expiresAt: Timestamp

    package init(
        hash: SecretHash, userID: String, authenticatedAt: Timestamp, authenticatedFor: SecretHash?,
        organizationID: String? = nil, expiresAt: Timestamp
    ) {
        self.hash = hash
        self.userID = userID
        self.authenticatedAt = authenticatedAt
        self.authenticatedFor = authenticatedFor
        self.organizationID = organizationID
        self.expiresAt = expiresAt
    }
}

/// Keeps the sessions of browsers.
package protocol SignInSessionStore: Sendable {
    /// Adds a session, and removes the one that it follows, if any.
    /// - Throws: `conflict` when there is no such person.
    func insert(_ session: SignInSession, replacing old: SecretHash?) async throws(StorageError)

    /// The session, unless it has expired.
    func session(hash: SecretHash, at now: Timestamp) async throws(StorageError) -> SignInSession?

    /// Remembers the organization that was chosen, if any was, and forgets the request that the sign-in was made for.
    func settle(session: SecretHash, organizationID: String?) async throws(StorageError)

    @discardableResult
    func deleteSession(hash: SecretHash) async throws(StorageError) -> Bool

    /// Removes every session of a person.
    /// - Returns: how many there were.
    @discardableResult
    func deleteSessions(ofUser id: String) async throws(StorageError) -> Int
}
