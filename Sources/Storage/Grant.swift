package import OAuth

/// What a person, or an identity provider, granted to a client: the family of every token that comes of it.
package struct Grant: Sendable, Hashable {
    /// In the tokens as `sid`.
    package var id: String
    package var clientID: String
    /// The subject of the tokens.
    package var subject: String
    package var organizationID: String?
    /// The most that its tokens may have.
    package var scopes: ScopeSet
    /// The `aud` of its access tokens.
    package var audience: String
    /// When the person showed who they are.
    package var authenticatedAt: Timestamp
    /// Whether it comes with a refresh token.
    package var allowsRefresh: Bool
    /// From the authorization request; goes into the first ID token.
    package var nonce: String?
    package var createdAt: Timestamp

    package init(
        id: String, clientID: String, subject: String, organizationID: String?, scopes: ScopeSet, audience: String,
        allowsRefresh: Bool, authenticatedAt: Timestamp, nonce: String? = nil,
        createdAt: Timestamp
    ) {
        self.id = id
        self.clientID = clientID
        self.subject = subject
        self.organizationID = organizationID
        self.scopes = scopes
        self.audience = audience
        self.allowsRefresh = allowsRefresh
        self.authenticatedAt = authenticatedAt
        self.nonce = nonce
        self.createdAt = createdAt
    }
}

/// An authorization code (RFC 6749 §4.1.2): its hash, and the grant that it stands for.
package struct AuthorizationCode: Sendable, Hashable {
    package var hash: SecretHash
    package var grant: Grant
    /// Where the code was sent: a token request that names a redirect URI must name this one.
    package var redirectURI: String
    /// `code_challenge` (RFC 7636 §4.3), method S256.
    package var codeChallenge: String
    package var expiresAt: Timestamp

    package init(
        hash: SecretHash, grant: Grant, redirectURI: String, codeChallenge: String, expiresAt: Timestamp
    ) {
        self.hash = hash
        self.grant = grant
        self.redirectURI = redirectURI
        self.codeChallenge = codeChallenge
        self.expiresAt = expiresAt
    }
}

/// What came of presenting a code.
package enum CodeRedemption: Sendable, Equatable {
    /// This was its one redemption. The grant is kept from now on.
    case redeemed(AuthorizationCode)
    /// It was redeemed before, by the same client: the grant of this identifier is revoked, and with it every token that
    /// came of it.
    case reused(grantID: String)
    /// There is no such code, it has expired without being redeemed, or it belongs to another client.
    case unknown
}

/// Keeps authorization codes.
package protocol AuthorizationCodeStore: Sendable {
    /// Adds a code.
    /// - Throws: `conflict` when its hash or the identifier of its grant is taken.
    func insert(_ code: AuthorizationCode) async throws(StorageError)

    /// The code, redeemed or not; absent when it has expired without being redeemed. For checks that come before `redeem`:
    /// a request that fails them must not use the code up.
    func authorizationCode(hash: SecretHash, at now: Timestamp) async throws(StorageError) -> AuthorizationCode?

    /// Redeems the code: of any number of callers, one gets `redeemed`, and each later one revokes what that one got,
    /// also after the code's time, as long as its row is kept. On redemption the grant is kept, and the refresh token if
    /// the grant allows one, in the same transaction.
    /// - Parameter revokedUntil: how long a revocation that this call causes is kept: until the last access token
    ///   has expired.
    func redeem(
        codeHash: SecretHash, clientID: String, refreshToken: NewRefreshToken, at now: Timestamp,
        revokedUntil: Timestamp
    ) async throws(StorageError) -> CodeRedemption
}
