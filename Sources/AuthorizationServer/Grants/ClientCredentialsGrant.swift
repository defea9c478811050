internal import OAuth
internal import Storage

/// The client credentials grant (RFC 6749 §4.4): a token for the client itself.
struct ClientCredentialsGrant: Sendable {
    let context: GrantContext

    func tokens(for client: Client, _ request: TokenRequest) async throws(OAuthError) -> IssuedTokens {
        let scopes = request.scope ?? client.scopes
        guard client.scopes.isSuperset(of: scopes) else {
            throw OAuthError(.invalidScope, "The client may not have every scope that it asked for")
        }
        let audience = try context.audiences.audience(for: client, requested: request.resources)
        let access = try await context.accessTokens.issue(
            AccessTokenIssuer.Content(
                subject: client.clientID, clientID: client.clientID, audience: audience, scopes: scopes,
                organizationID: client.organizationID))
        return IssuedTokens(
            response: TokenResponse(accessToken: access.token, expiresIn: access.expiresIn, scope: scopes),
            subject: client.clientID, audience: audience)
    }
}
