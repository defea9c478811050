package import OAuth

/// What the tester was given to get a good token with.
package enum AccessMeans: Sendable, Equatable {
    case none
    /// An access token.
    case token(Secret)
    /// An API key, sent as a bearer token.
    case apiKey(Secret)
    /// The client credentials grant at the discovered token endpoint (RFC 6749 §4.4).
    case clientCredentials(clientID: String, secret: Secret, scope: ScopeSet?)
}
