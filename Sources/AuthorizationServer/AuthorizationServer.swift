internal import JOSE
package import JSON
package import OAuth
package import Storage

/// The authorization server: its endpoints, without HTTP.
package struct AuthorizationServer: Sendable {
    package let configuration: AuthorizationServerConfiguration
    private let tokenEndpoint: TokenEndpoint
    private let signingKeys: SigningKeys

    package init(
        configuration: AuthorizationServerConfiguration, clients: any ClientStore, signingKeys: SigningKeys,
        clock: any WallClock, random: any RandomSource
    ) {
        self.configuration = configuration
        self.signingKeys = signingKeys
        let issuer = AccessTokenIssuer(
            configuration: configuration, signingKeys: signingKeys, clock: clock,
            identifiers: IdentifierGenerator(clock: clock, random: random))
        tokenEndpoint = TokenEndpoint(
            authenticator: ClientAuthenticator(clients: clients),
            clientCredentials: ClientCredentialsGrant(
                audiences: AudienceResolver(configuration: configuration), issuer: issuer))
    }

    /// Answers a token request (RFC 6749 §3.2).
    /// - Parameter authorization: the `Authorization` header.
    /// - Throws: `OAuthError`, to be rendered at the edge.
    package func token(
        _ request: TokenRequest, authorization: String?
    ) async throws(OAuthError) -> TokenResponse {
        try await tokenEndpoint.respond(to: request, authorization: authorization)
    }

    /// The public keys of this server (RFC 7517 §5).
    package func jsonWebKeySet() async throws(OAuthError) -> JSONValue {
        do {
            return JSONWebKeySet([try await signingKeys.signer().publicKey]).json
        } catch let error as StorageError {
            throw OAuthError(.temporarilyUnavailable, "Try again later", detail: error.detail)
        } catch {
            throw OAuthError(.serverError, "The signing key is not available", detail: "\(error)")
        }
    }

    /// What this server says of itself (RFC 8414 §2).
    package var metadata: AuthorizationServerMetadata {
        AuthorizationServerMetadata(
            issuer: configuration.issuer.text,
            authorizationEndpoint: configuration.endpoint("/oauth2/authorize"),
            tokenEndpoint: configuration.endpoint("/oauth2/token"), jwksURI: configuration.endpoint("/oauth2/jwks"),
            responseTypesSupported: ["code"], grantTypesSupported: [GrantType.clientCredentials.rawValue],
            tokenEndpointAuthMethodsSupported: ClientAuthenticationMethod.allCases.map(\.rawValue),
            codeChallengeMethodsSupported: ["S256"])
    }
}
