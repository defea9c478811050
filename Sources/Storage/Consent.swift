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

/// What a person lets a client do, over all redirect hosts.
package struct GivenConsent: Sendable, Hashable {
    package var clientID: String
    /// The audiences of the tokens, in the order of their texts.
    package var resources: [String]
    /// Every scope for any of them.
    package var scopes: ScopeSet
    /// When it was given last.
    package var givenAt: Timestamp

    package init(clientID: String, resources: [String], scopes: ScopeSet, givenAt: Timestamp) {
        self.clientID = clientID
        self.resources = resources
        self.scopes = scopes
        self.givenAt = givenAt
    }
}

/// Remembers consent.
package protocol ConsentStore: Sendable {
    /// Adds these scopes to what the person consented to under this key.
    func remember(_ scopes: ScopeSet, for key: ConsentKey, at now: Timestamp) async throws(StorageError)

    /// Every scope that the person consented to under this key, in the order of the first consent to each; absent when
    /// there was none.
    func consentedScopes(for key: ConsentKey) async throws(StorageError) -> ScopeSet?

    /// What the person consented to, one for each client, by their identifiers.
    func consents(ofUser userID: String) async throws(StorageError) -> [GivenConsent]

    /// Forgets every consent of that person to that client.
    /// - Returns: whether there was one.
    @discardableResult
    func forgetConsents(ofUser userID: String, toClient clientID: String) async throws(StorageError) -> Bool
}
