internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Token revocation (RFC 7009): a refresh token with everything of its grant, or one access token. It reaches only the
/// caller's own tokens, and does not tell whether there was one.
struct RevocationEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let ownTokens: OwnTokens
    let refreshTokens: any RefreshTokenStore
    let context: GrantContext

    func respond(
        to request: TokenReference, authorization: String?, from address: String
    ) async throws(OAuthError) {
        let presented = try request.authentication.presented(authorization: authorization)
        let client = try await authenticator.authenticate(presented, from: address).client
        let now = context.clock.now()
        let revokedUntil = context.revokedUntil
        var event = AuditEvent(
            action: "token.revoked", occurredAt: now, clientID: client.clientID, address: address)
        if let token = try await ownTokens.genuine(request.token) {
            guard let tokenID = token.claims["jti"]?.string,
                token.claims["client_id"]?.string.map({ $0.utf8.elementsEqual(client.clientID.utf8) }) == true
            else { return }
            let expiresAt = token.expiresAt.adding(seconds: 60)
            try await stored { try await ownTokens.revocations.revoke(id: tokenID, until: expiresAt) }
            event.subject = token.subject
            event.grantID = token.claims["sid"]?.string
            event.details = ["token_type": "access_token", "jti": tokenID]
        } else {
            let hash = SecretHash(request.token)
            guard let found = try await stored({ try await refreshTokens.refreshToken(hash: hash, at: now) }),
                found.grant.clientID.utf8.elementsEqual(client.clientID.utf8)
            else { return }
            try await stored {
                _ = try await refreshTokens.revokeGrant(id: found.grant.id, revokedUntil: revokedUntil)
            }
            event.action = "grant.revoked"
            event.subject = found.grant.subject
            event.grantID = found.grant.id
            event.details = ["token_type": "refresh_token", "reason": "client_request"]
        }
        await context.revocations.refresh()
        await context.audit.record(event)
    }
}
