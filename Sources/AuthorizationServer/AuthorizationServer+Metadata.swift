internal import JOSE
package import OAuth

extension AuthorizationServer {
    /// What this server says of itself: to OAuth clients (RFC 8414 §2) and to OpenID clients (OpenID Connect Discovery 1.0 §3)
    /// the same.
    package var metadata: AuthorizationServerMetadata {
        var metadata = AuthorizationServerMetadata(
            issuer: configuration.issuer.text, authorizationEndpoint: configuration.endpoint(Interaction.authorizePath),
            tokenEndpoint: configuration.endpoint("/oauth2/token"), jwksURI: configuration.endpoint("/oauth2/jwks"),
            scopesSupported: configuration.supportedScopes.values, responseTypesSupported: ["code"],
            grantTypesSupported: grantTypes.map(\.rawValue),
            tokenEndpointAuthMethodsSupported: ClientAuthenticationMethod.allCases.map(\.rawValue),
            codeChallengeMethodsSupported: ["S256"])
        let authenticated = ClientAuthenticationMethod.allCases.filter { $0 != .none }.map(\.rawValue)
        let algorithms = SignatureAlgorithm.allCases.map(\.rawValue)
        metadata.introspectionEndpoint = configuration.endpoint("/oauth2/introspection")
        metadata.revocationEndpoint = configuration.endpoint("/oauth2/revoke")
        metadata.userinfoEndpoint = configuration.endpoint("/oauth2/userinfo")
        metadata.deviceAuthorizationEndpoint = configuration.endpoint("/oauth2/device_authorization")
        if configuration.registration.isDynamicOn {
            metadata.registrationEndpoint = configuration.endpoint("/oauth2/register")
        }
        metadata.responseModesSupported = ["query"]
        metadata.promptValuesSupported = ["none", "login", "consent", "select_account"]
        metadata.subjectTypesSupported = ["public"]
        metadata.idTokenSigningAlgValuesSupported = [signingKeys.policy.algorithm.rawValue]
        metadata.tokenEndpointAuthSigningAlgValuesSupported = algorithms
        metadata.introspectionEndpointAuthMethodsSupported = authenticated
        metadata.introspectionEndpointAuthSigningAlgValuesSupported = algorithms
        metadata.revocationEndpointAuthSigningAlgValuesSupported = algorithms
        metadata.revocationEndpointAuthMethodsSupported = ClientAuthenticationMethod.allCases.map(\.rawValue)
        metadata.claimsSupported = [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "org_id", "email",
            "email_verified", "name", "given_name", "family_name", "updated_at",
        ]
        if takesIdentityAssertions {
            metadata.authorizationGrantProfilesSupported = ["urn:ietf:params:oauth:grant-profile:id-jag"]
        }
        metadata.clientIDMetadataDocumentSupported = configuration.registration.areMetadataDocumentsOn
        metadata.authorizationResponseIssParameterSupported = true
        return metadata
    }

    private var grantTypes: [GrantType] {
        var types: [GrantType] = [.authorizationCode, .refreshToken, .clientCredentials, .deviceCode, .tokenExchange]
        if takesIdentityAssertions { types.append(.jwtBearer) }
        return types
    }
}
