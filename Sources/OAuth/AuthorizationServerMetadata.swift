package import JSON

/// What an authorization server says of itself (RFC 8414 §2).
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

    package init(
        issuer: String, authorizationEndpoint: String?, tokenEndpoint: String, jwksURI: String?,
        scopesSupported: [String] = [], responseTypesSupported: [String], grantTypesSupported: [String],
        tokenEndpointAuthMethodsSupported: [String], codeChallengeMethodsSupported: [String]
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
    }

    package var json: JSONValue {
        var object: JSONObject = ["issuer": .string(issuer)]
        object["authorization_endpoint"] = authorizationEndpoint.map(JSONValue.string)
        object["token_endpoint"] = .string(tokenEndpoint)
        object["jwks_uri"] = jwksURI.map(JSONValue.string)
        if !scopesSupported.isEmpty { object["scopes_supported"] = .strings(scopesSupported) }
        object["response_types_supported"] = .strings(responseTypesSupported)
        object["grant_types_supported"] = .strings(grantTypesSupported)
        object["token_endpoint_auth_methods_supported"] = .strings(tokenEndpointAuthMethodsSupported)
        object["code_challenge_methods_supported"] = .strings(codeChallengeMethodsSupported)
        return .object(object)
    }

    /// Reads a document that somebody else published; `nil` when a field that this type needs is missing or of the
    /// wrong type. Absent lists get the defaults of RFC 8414 §2.
    package init?(json: JSONValue) {
        guard let issuer = json["issuer"]?.string, let tokenEndpoint = json["token_endpoint"]?.string else {
            return nil
        }
        self.init(
            issuer: issuer, authorizationEndpoint: json["authorization_endpoint"]?.string,
            tokenEndpoint: tokenEndpoint, jwksURI: json["jwks_uri"]?.string,
            scopesSupported: json["scopes_supported"]?.strings ?? [],
            responseTypesSupported: json["response_types_supported"]?.strings ?? [],
            grantTypesSupported: json["grant_types_supported"]?.strings ?? ["authorization_code", "implicit"],
            tokenEndpointAuthMethodsSupported: json["token_endpoint_auth_methods_supported"]?.strings
                ?? ["client_secret_basic"],
            codeChallengeMethodsSupported: json["code_challenge_methods_supported"]?.strings ?? [])
    }
}
