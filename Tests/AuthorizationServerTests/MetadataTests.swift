import AuthorizationServer
import JSON
import OAuth
import Testing

@Suite("Metadata (RFC 8414)")
struct MetadataTests {
    @Test("every endpoint and list that clients need is there, and the issuer is byte-identical")
    func document() async throws {
        let metadata = try await Harness().server.metadata.json
        #expect(metadata["issuer"] == "https://auth.example.com")
        #expect(metadata["authorization_endpoint"] == "https://auth.example.com/oauth2/authorize")
        #expect(metadata["token_endpoint"] == "https://auth.example.com/oauth2/token")
        #expect(metadata["jwks_uri"] == "https://auth.example.com/oauth2/jwks")
        #expect(metadata["code_challenge_methods_supported"]?.strings == ["S256"])
        #expect(metadata["grant_types_supported"]?.strings == ["client_credentials"])
        #expect(
            metadata["token_endpoint_auth_methods_supported"]?.strings == ["client_secret_basic", "client_secret_post"])
    }
}
