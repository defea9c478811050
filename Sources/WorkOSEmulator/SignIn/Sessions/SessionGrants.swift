internal import AuthorizationServer
internal import OAuth
internal import Storage

/// Sessions as grants, which keep their refresh tokens.
enum SessionGrants {
    static func grant(_ session: Session, createdAt: Timestamp) -> Grant {
        Grant(
            id: session.id, clientID: session.clientID, subject: session.userID,
            organizationID: session.organizationID, scopes: .none, audience: Grant.sessionAudience,
            allowsRefresh: true, authenticatedAt: session.authenticatedAt, createdAt: createdAt)
    }

    /// Until when the end of a session concerns somebody who judges its tokens.
    static func revokedUntil(_ context: EmulatorContext) -> Timestamp {
        context.clock.now().adding(
            seconds: max(SessionTokens.lifetime, context.server.configuration.lifetimes.accessToken) + 60)
    }
}

extension EmulatorContext {
    /// A refresh token that may or may not be kept.
    func newRefreshToken() -> (token: Secret, kept: NewRefreshToken) {
        let token = random.token(prefix: "refresh_")
        let expiresAt = clock.now().adding(seconds: server.configuration.lifetimes.refreshToken)
        return (token, NewRefreshToken(hash: SecretHash(token), expiresAt: expiresAt))
    }
}
