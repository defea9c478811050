internal import OAuth
internal import Storage

/// The token endpoint (RFC 6749 §3.2): who asks, then which grant.
struct TokenEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let clientCredentials: ClientCredentialsGrant

    func respond(to request: TokenRequest, authorization: String?) async throws(OAuthError) -> TokenResponse {
        let credentials = try request.credentials(authorization: authorization)
        let client = try await authenticator.authenticate(credentials)
        switch request.grantType {
        case .clientCredentials: return try await clientCredentials.token(for: client, request)
        default:
            throw OAuthError(.unsupportedGrantType, "This server supports the grant type client_credentials")
        }
    }
}
