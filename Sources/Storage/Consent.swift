package import OAuth

/// What a person's consent was for.
package struct ConsentKey: Sendable, Hashable {
    package var userID: String
    package var clientID: String
    /// The audience of the tokens.
    package var resource: String
    /// Scheme, host and port of the redirect URI.
    package var redirectHost: String

    package init(userID: String, clientID: String, resource: String, redirectHost: String) {
        self.userID = userID
        self.clientID = clientID
        self.resource = resource
        self.redirectHost = redirectHost
    }
}

/// Remembers consent.
package protocol ConsentStore: Sendable {
    /// Adds these scopes to what the person consented to under this key.
    func remember(_ scopes: ScopeSet, for key: ConsentKey, at now: Timestamp) async throws(StorageError)

    /// Every scope that the person consented to under this key, in the order of the first consent to each; absent when
    /// there was none.
    func consentedScopes(for key: ConsentKey) async throws(StorageError) -> ScopeSet?

    /// Forgets every consent of that person to that client.
    /// - Returns: whether there was one.
    @discardableResult
    func forgetConsents(ofUser userID: String, toClient clientID: String) async throws(StorageError) -> Bool
}
