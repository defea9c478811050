internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Token introspection (RFC 7662). A caller learns only of its own tokens and of those that are meant for it.
struct IntrospectionEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let ownTokens: OwnTokens
    let refreshTokens: any RefreshTokenStore
    let clock: any WallClock

    private static let inactive: JSONValue = ["active": false]

    func respond(
        to request: TokenReference, authorization: String?, from address: String
    ) async throws(OAuthError) -> JSONValue {
        let presented = try request.authentication.presented(authorization: authorization)
        let caller = try await authenticator.authenticate(presented, from: address)
        guard caller.method != .none else {
            throw OAuthError(.invalidClient, "Introspection needs a client that authenticates (RFC 7662 section 2.1)")
        }
        if let token = try await ownTokens.valid(request.token) {
            return isVisible(token, to: caller.client) ? IntrospectionEndpoint.answer(token) : Self.inactive
        }
        return try await refreshToken(request.token, caller.client) ?? Self.inactive
    }

    private func isVisible(_ token: ValidatedToken, to client: Client) -> Bool {
        token.claims["client_id"]?.string.map { $0.utf8.elementsEqual(client.clientID.utf8) } == true
            || token.isMeant(for: client)
    }

    private static func answer(_ token: ValidatedToken) -> JSONValue {
        var answer: JSONObject = ["active": true, "token_type": "Bearer"]
        for name in [
            "scope", "client_id", "sub", "aud", "iss", "exp", "iat", "jti", "sid", "org_id", "auth_time", "act",
        ] { answer[name] = token.claims[name] }
        return .object(answer)
    }

    private func refreshToken(_ token: Secret, _ client: Client) async throws(OAuthError) -> JSONValue? {
        let now = clock.now()
        guard
            let found = try await stored({ try await refreshTokens.refreshToken(hash: SecretHash(token), at: now) }),
            !found.isRotated, found.grant.clientID.utf8.elementsEqual(client.clientID.utf8)
        else { return nil }
        return [
            "active": true, "token_type": "refresh_token", "scope": .string(found.grant.scopes.parameter),
            "client_id": .string(found.grant.clientID), "sub": .string(found.grant.subject),
            "exp": .integer(found.token.expiresAt.seconds), "iat": .integer(found.token.createdAt.seconds),
            "iss": .string(ownTokens.configuration.issuer.text), "sid": .string(found.grant.id),
        ]
    }
}
