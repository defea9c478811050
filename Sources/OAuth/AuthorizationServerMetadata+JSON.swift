package import JSON

extension AuthorizationServerMetadata {
    private typealias Member<Value> = any WritableKeyPath<AuthorizationServerMetadata, Value> & Sendable

    /// Members that are left out when there is nothing to say.
    private static let texts: KeyValuePairs<String, Member<String?>> = [
        "jwks_uri": \.jwksURI, "registration_endpoint": \.registrationEndpoint,
        "introspection_endpoint": \.introspectionEndpoint, "revocation_endpoint": \.revocationEndpoint,
        "userinfo_endpoint": \.userinfoEndpoint, "device_authorization_endpoint": \.deviceAuthorizationEndpoint,
    ]

    /// Lists without elements are left out (RFC 8414 §3.2).
    private static let lists: KeyValuePairs<String, Member<[String]>> = [
        "scopes_supported": \.scopesSupported, "response_modes_supported": \.responseModesSupported,
        "prompt_values_supported": \.promptValuesSupported, "subject_types_supported": \.subjectTypesSupported,
        "id_token_signing_alg_values_supported": \.idTokenSigningAlgValuesSupported,
        "token_endpoint_auth_signing_alg_values_supported": \.tokenEndpointAuthSigningAlgValuesSupported,
        "introspection_endpoint_auth_methods_supported": \.introspectionEndpointAuthMethodsSupported,
        "introspection_endpoint_auth_signing_alg_values_supported":
            \.introspectionEndpointAuthSigningAlgValuesSupported,
        "revocation_endpoint_auth_methods_supported": \.revocationEndpointAuthMethodsSupported,
        "revocation_endpoint_auth_signing_alg_values_supported": \.revocationEndpointAuthSigningAlgValuesSupported,
        "claims_supported": \.claimsSupported,
        "authorization_grant_profiles_supported": \.authorizationGrantProfilesSupported,
    ]

    /// Absent means false.
    private static let flags: KeyValuePairs<String, Member<Bool>> = [
        "client_id_metadata_document_supported": \.clientIDMetadataDocumentSupported,
        "authorization_response_iss_parameter_supported": \.authorizationResponseIssParameterSupported,
    ]

    package var json: JSONValue {
        var object: JSONObject = ["issuer": .string(issuer)]
        object["authorization_endpoint"] = authorizationEndpoint.map(JSONValue.string)
        object["token_endpoint"] = .string(tokenEndpoint)
        for (name, path) in AuthorizationServerMetadata.texts {
            object[name] = self[keyPath: path].map(JSONValue.string)
        }
        object["response_types_supported"] = .strings(responseTypesSupported)
        object["grant_types_supported"] = .strings(grantTypesSupported)
        object["token_endpoint_auth_methods_supported"] = .strings(tokenEndpointAuthMethodsSupported)
        object["code_challenge_methods_supported"] = .strings(codeChallengeMethodsSupported)
        for (name, path) in AuthorizationServerMetadata.lists where !self[keyPath: path].isEmpty {
            object[name] = .strings(self[keyPath: path])
        }
        for (name, path) in AuthorizationServerMetadata.flags where self[keyPath: path] { object[name] = true }
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
            tokenEndpoint: tokenEndpoint, jwksURI: nil,
            responseTypesSupported: json["response_types_supported"]?.strings ?? [],
            grantTypesSupported: json["grant_types_supported"]?.strings ?? ["authorization_code", "implicit"],
            tokenEndpointAuthMethodsSupported: json["token_endpoint_auth_methods_supported"]?.strings
                ?? ["client_secret_basic"],
            codeChallengeMethodsSupported: json["code_challenge_methods_supported"]?.strings ?? [])
        for (name, path) in AuthorizationServerMetadata.texts { self[keyPath: path] = json[name]?.string }
        for (name, path) in AuthorizationServerMetadata.lists { self[keyPath: path] = json[name]?.strings ?? [] }
        for (name, path) in AuthorizationServerMetadata.flags { self[keyPath: path] = json[name]?.bool ?? false }
    }
}
