import JSON
import OAuth
import Testing

@Suite("RFC 8414 §2 and RFC 9728 §2: metadata documents")
struct MetadataTests {
    @Test("RFC 9728 §2: a resource's document, written and read")
    func protectedResource() throws {
        let metadata = ProtectedResourceMetadata(
            resource: "https://r.example/mcp", authorizationServers: ["https://as.example"], scopesSupported: ["mcp"])
        #expect(
            metadata.json == [
                "resource": "https://r.example/mcp", "authorization_servers": ["https://as.example"],
                "scopes_supported": ["mcp"], "bearer_methods_supported": ["header"],
            ])
        #expect(ProtectedResourceMetadata(json: metadata.json) == metadata)
    }

    @Test("RFC 8414 §2: a list without elements is left out")
    func emptyLists() {
        let metadata = ProtectedResourceMetadata(
            resource: "https://r.example", authorizationServers: ["https://as.example"], scopesSupported: [])
        #expect(metadata.json["scopes_supported"] == nil)
    }

    static let badResources = [
        "null", "[]", "{}", #"{"resource":"r"}"#, #"{"resource":"r","authorization_servers":[]}"#,
        #"{"resource":1,"authorization_servers":["a"]}"#, #"{"resource":"r","authorization_servers":"a"}"#,
        #"{"resource":"r","authorization_servers":["a",1]}"#, #"{"authorization_servers":["a"]}"#,
    ]

    @Test("A resource's document without what clients need is refused", arguments: badResources)
    func badProtectedResource(text: String) throws {
        #expect(ProtectedResourceMetadata(json: try JSONParser.parse(text)) == nil)
    }

    private let server = AuthorizationServerMetadata(
        issuer: "https://as.example", authorizationEndpoint: "https://as.example/oauth2/authorize",
        tokenEndpoint: "https://as.example/oauth2/token", jwksURI: "https://as.example/oauth2/jwks",
        scopesSupported: ["mcp"], responseTypesSupported: ["code"], grantTypesSupported: ["client_credentials"],
        tokenEndpointAuthMethodsSupported: ["client_secret_basic"], codeChallengeMethodsSupported: ["S256"])

    @Test("RFC 8414 §2: a server's document, written and read")
    func authorizationServer() {
        #expect(
            server.json == [
                "issuer": "https://as.example", "authorization_endpoint": "https://as.example/oauth2/authorize",
                "token_endpoint": "https://as.example/oauth2/token", "jwks_uri": "https://as.example/oauth2/jwks",
                "scopes_supported": ["mcp"], "response_types_supported": ["code"],
                "grant_types_supported": ["client_credentials"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
            ])
        #expect(AuthorizationServerMetadata(json: server.json) == server)
    }

    @Test("RFC 8414 §2: what a server's document leaves out has the default of the RFC")
    func defaults() throws {
        let json = try JSONParser.parse(#"{"issuer":"i","token_endpoint":"t"}"#)
        let metadata = try #require(AuthorizationServerMetadata(json: json))
        #expect(metadata.grantTypesSupported == ["authorization_code", "implicit"])
        #expect(metadata.tokenEndpointAuthMethodsSupported == ["client_secret_basic"])
        #expect(metadata.codeChallengeMethodsSupported.isEmpty)
        #expect(metadata.authorizationEndpoint == nil)
        #expect(metadata.jwksURI == nil)
    }

    @Test(
        "A server's document without issuer or token endpoint is refused",
        arguments: [
            "null", "{}", #"{"issuer":"i"}"#, #"{"token_endpoint":"t"}"#, #"{"issuer":1,"token_endpoint":"t"}"#,
            #"{"issuer":"i","token_endpoint":["t"]}"#,
        ])
    func badAuthorizationServer(text: String) throws {
        #expect(AuthorizationServerMetadata(json: try JSONParser.parse(text)) == nil)
    }

    @Test("RFC 8414 §2, OpenID Connect Discovery §3: every member, written and read")
    func completeAuthorizationServer() {
        let complete = AuthorizationServerMetadata(
            issuer: "i", authorizationEndpoint: "a", tokenEndpoint: "t", jwksURI: "j", scopesSupported: ["openid"],
            responseTypesSupported: ["code"], grantTypesSupported: ["authorization_code"],
            tokenEndpointAuthMethodsSupported: ["none"], codeChallengeMethodsSupported: ["S256"],
            registrationEndpoint: "r", introspectionEndpoint: "n", revocationEndpoint: "v", userinfoEndpoint: "u",
            deviceAuthorizationEndpoint: "d", responseModesSupported: ["query"], promptValuesSupported: ["login"],
            subjectTypesSupported: ["public"], idTokenSigningAlgValuesSupported: ["RS256"],
            tokenEndpointAuthSigningAlgValuesSupported: ["ES256"],
            introspectionEndpointAuthMethodsSupported: ["client_secret_basic"],
            revocationEndpointAuthMethodsSupported: ["client_secret_post"], claimsSupported: ["sub"],
            authorizationGrantProfilesSupported: ["p"], clientIDMetadataDocumentSupported: true,
            authorizationResponseIssParameterSupported: true)
        #expect(
            complete.json == [
                "issuer": "i", "authorization_endpoint": "a", "token_endpoint": "t", "jwks_uri": "j",
                "scopes_supported": ["openid"], "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"], "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"], "registration_endpoint": "r",
                "introspection_endpoint": "n", "revocation_endpoint": "v", "userinfo_endpoint": "u",
                "device_authorization_endpoint": "d", "response_modes_supported": ["query"],
                "prompt_values_supported": ["login"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
                "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
                "revocation_endpoint_auth_methods_supported": ["client_secret_post"], "claims_supported": ["sub"],
                "authorization_grant_profiles_supported": ["p"], "client_id_metadata_document_supported": true,
                "authorization_response_iss_parameter_supported": true,
            ])
        #expect(AuthorizationServerMetadata(json: complete.json) == complete)
    }

    @Test("RFC 6749 §5.1: a token answer; expires_in is an integer and scope is left out when there is none")
    func tokenResponse() throws {
        let scopes = try #require(ScopeSet(parameter: "a b"))
        #expect(
            TokenResponse(accessToken: Secret("t"), expiresIn: 3600, scope: scopes).json.serializedString()
                == #"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"a b"}"#)
        #expect(TokenResponse(accessToken: Secret("t"), expiresIn: 1, scope: .none).json["scope"] == nil)
    }

    @Test(
        "RFC 6749 §5.1, RFC 8693 §2.2.1: refresh token, id token and the kind of an exchanged token, when there are any"
    )
    func completeTokenResponse() throws {
        let response = TokenResponse(
            accessToken: Secret("t"), expiresIn: 60, scope: try #require(ScopeSet(parameter: "a")),
            refreshToken: Secret("r"), idToken: Secret("i"), issuedTokenType: "urn:x")
        #expect(
            response.json.serializedString()
                == #"{"access_token":"t","issued_token_type":"urn:x","token_type":"Bearer","expires_in":60,"scope":"a","#
                + #""refresh_token":"r","id_token":"i"}"#)
        #expect(!String(reflecting: response).contains("\"r\""))
    }
}
