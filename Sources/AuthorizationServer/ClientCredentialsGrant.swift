internal import OAuth
internal import Storage

/// The client credentials grant (RFC 6749 §4.4): a token for the client itself.
struct ClientCredentialsGrant: Sendable {
    let audiences: AudienceResolver
    let issuer: AccessTokenIssuer

    func token(for client: Client, _ request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let scopes = request.scope ?? client.scopes
        guard client.scopes.isSuperset(of: scopes) else {
            throw OAuthError(.invalidScope, "The client may not have every scope that it asked for")
        }
        let audience = try audiences.audience(for: client, requested: request.resources)
        return try await issuer.issue(
            AccessTokenIssuer.Grant(
                subject: client.clientID, clientID: client.clientID, audience: audience, scopes: scopes,
                organizationID: client.organizationID))
    }
}
