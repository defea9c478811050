/// What an authorization server says of itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
package struct AuthorizationServerMetadata: Sendable, Equatable {
    package var issuer: String
    package var authorizationEndpoint: String?
    package var tokenEndpoint: String
    package var jwksURI: String?
    package var scopesSupported: [String]
    package var responseTypesSupported: [String]
    package var grantTypesSupported: [String]
    package var tokenEndpointAuthMethodsSupported: [String]
    package var codeChallengeMethodsSupported: [String]
    package var registrationEndpoint: String?
    package var introspectionEndpoint: String?
    package var revocationEndpoint: String?
    /// OpenID Connect Discovery 1.0 §3.
    package var userinfoEndpoint: String?
    /// RFC 8628 §4.
    package var deviceAuthorizationEndpoint: String?
    package var responseModesSupported: [String]
    package var promptValuesSupported: [String]
    package var subjectTypesSupported: [String]
    package var idTokenSigningAlgValuesSupported: [String]
    package var tokenEndpointAuthSigningAlgValuesSupported: [String]
    package var introspectionEndpointAuthMethodsSupported: [String]
    package var introspectionEndpointAuthSigningAlgValuesSupported: [String]
    package var revocationEndpointAuthMethodsSupported: [String]
    package var revocationEndpointAuthSigningAlgValuesSupported: [String]
    package var claimsSupported: [String]
    /// Identity Assertion Authorization Grant draft.
    package var authorizationGrantProfilesSupported: [String]
    /// OAuth Client ID Metadata Document draft.
    package var clientIDMetadataDocumentSupported: Bool
    /// RFC 9207 §3.
    package var authorizationResponseIssParameterSupported: Bool

    package init(
        issuer: String, authorizationEndpoint: String?, tokenEndpoint: String, jwksURI: String?,
        scopesSupported: [String] = [], responseTypesSupported: [String], grantTypesSupported: [String],
        tokenEndpointAuthMethodsSupported: [String], codeChallengeMethodsSupported: [String],
        registrationEndpoint: String? = nil, introspectionEndpoint: String? = nil, revocationEndpoint: String? = nil,
        userinfoEndpoint: String? = nil, deviceAuthorizationEndpoint: String? = nil,
        responseModesSupported: [String] = [], promptValuesSupported: [String] = [],
        subjectTypesSupported: [String] = [], idTokenSigningAlgValuesSupported: [String] = [],
        tokenEndpointAuthSigningAlgValuesSupported: [String] = [],
        introspectionEndpointAuthMethodsSupported: [String] = [],
        introspectionEndpointAuthSigningAlgValuesSupported: [String] = [],
        revocationEndpointAuthMethodsSupported: [String] = [],
        revocationEndpointAuthSigningAlgValuesSupported: [String] = [], claimsSupported: [String] = [],
        authorizationGrantProfilesSupported: [String] = [], clientIDMetadataDocumentSupported: Bool = false,
        authorizationResponseIssParameterSupported: Bool = false
    ) {
        self.issuer = issuer
        self.authorizationEndpoint = authorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.jwksURI = jwksURI
        self.scopesSupported = scopesSupported
        self.responseTypesSupported = responseTypesSupported
        self.grantTypesSupported = grantTypesSupported
        self.tokenEndpointAuthMethodsSupported = tokenEndpointAuthMethodsSupported
        self.codeChallengeMethodsSupported = codeChallengeMethodsSupported
        self.registrationEndpoint = registrationEndpoint
        self.introspectionEndpoint = introspectionEndpoint
        self.revocationEndpoint = revocationEndpoint
        self.userinfoEndpoint = userinfoEndpoint
        self.deviceAuthorizationEndpoint = deviceAuthorizationEndpoint
        self.responseModesSupported = responseModesSupported
        self.promptValuesSupported = promptValuesSupported
        self.subjectTypesSupported = subjectTypesSupported
        self.idTokenSigningAlgValuesSupported = idTokenSigningAlgValuesSupported
        self.tokenEndpointAuthSigningAlgValuesSupported = tokenEndpointAuthSigningAlgValuesSupported
        self.introspectionEndpointAuthMethodsSupported = introspectionEndpointAuthMethodsSupported
        self.introspectionEndpointAuthSigningAlgValuesSupported = introspectionEndpointAuthSigningAlgValuesSupported
        self.revocationEndpointAuthMethodsSupported = revocationEndpointAuthMethodsSupported
        self.revocationEndpointAuthSigningAlgValuesSupported = revocationEndpointAuthSigningAlgValuesSupported
        self.claimsSupported = claimsSupported
        self.authorizationGrantProfilesSupported = authorizationGrantProfilesSupported
        self.clientIDMetadataDocumentSupported = clientIDMetadataDocumentSupported
        self.authorizationResponseIssParameterSupported = authorizationResponseIssParameterSupported
    }
}
