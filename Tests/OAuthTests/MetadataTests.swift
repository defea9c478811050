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

    @Test("RFC 6749 §5.1: a token answer; expires_in is an integer and scope is left out when there is none")
    func tokenResponse() throws {
        let scopes = try #require(ScopeSet(parameter: "a b"))
        #expect(
            TokenResponse(accessToken: Secret("t"), expiresIn: 3600, scope: scopes).json.serializedString()
                == #"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"a b"}"#)
        #expect(TokenResponse(accessToken: Secret("t"), expiresIn: 1, scope: .none).json["scope"] == nil)
    }
}
