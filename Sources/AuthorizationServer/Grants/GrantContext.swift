internal import OAuth
internal import Storage

/// What every grant needs to turn a request into tokens.
struct GrantContext: Sendable {
    let configuration: AuthorizationServerConfiguration
    let audiences: AudienceResolver
    let accessTokens: AccessTokenIssuer
    let idTokens: IDTokenIssuer
    let users: any UserStore
    let random: any RandomSource
    let identifiers: IdentifierGenerator
    let clock: any WallClock
    let audit: any AuditLog
    let revocations: RevocationList

    /// A refresh token that may or may not be kept.
    func newRefreshToken() -> (token: Secret, kept: NewRefreshToken) {
        let token = random.token(prefix: "refresh_")
        let expiresAt = clock.now().adding(seconds: configuration.lifetimes.refreshToken)
        return (token, NewRefreshToken(hash: SecretHash(token), expiresAt: expiresAt))
    }

    /// Until when a revocation that happens now concerns somebody.
    var revokedUntil: Timestamp { clock.now().adding(seconds: configuration.lifetimes.accessToken + 60) }

    /// The tokens of a person's grant: an access token, and an ID token when `openid` is among the scopes.
    /// - Throws: `invalid_grant` when the person is not there any more, or no active member of the grant's organization.
    func tokens(
        of grant: Grant, scopes: ScopeSet, refreshToken: Secret?, nonce: String?
    ) async throws(OAuthError) -> TokenResponse {
        try await checkSubject(of: grant)
        let access = try await accessTokens.issue(
            AccessTokenIssuer.Content(
                subject: grant.subject, clientID: grant.clientID, audience: grant.audience, scopes: scopes,
                organizationID: grant.organizationID, grantID: grant.id, authenticatedAt: grant.authenticatedAt))
        var idToken: Secret?
        if scopes.contains("openid") {
            idToken = try await idTokens.issue(for: grant, scopes: scopes, accessToken: access.token, nonce: nonce)
        }
        return TokenResponse(
            accessToken: access.token, expiresIn: access.expiresIn, scope: scopes, refreshToken: refreshToken,
            idToken: idToken)
    }

    private func checkSubject(of grant: Grant) async throws(OAuthError) {
        guard try await stored({ try await users.user(id: grant.subject) }) != nil else {
            throw OAuthError(.invalidGrant, "The person who granted this does not exist any more")
        }
        guard let organizationID = grant.organizationID else { return }
        let memberships = try await stored { try await users.memberships(ofUser: grant.subject) }
        let isMember = memberships.contains { membership in
            membership.status == .active && membership.organizationID.utf8.elementsEqual(organizationID.utf8)
        }
        guard isMember else {
            throw OAuthError(.invalidGrant, "The person is no active member of the organization that this was for")
        }
    }

    /// Tells of a grant that a store has just revoked, because something was presented twice.
    func recordReuse(of what: String, grantID: String, client: Client) async {
        await revocations.refresh()
        await audit.record(
            AuditEvent(
                action: "grant.revoked", occurredAt: clock.now(), clientID: client.clientID, grantID: grantID,
                details: ["reason": "\(what)_reused"]))
    }
}

/// What a grant gave, for the answer and for the audit log.
struct IssuedTokens: Sendable {
    var response: TokenResponse
    var subject: String
    var audience: String
    var grantID: String?
    /// Whether a refresh token was rotated for it.
    var isRotation = false
}
