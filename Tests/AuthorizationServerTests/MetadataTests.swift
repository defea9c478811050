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
        #expect(
            metadata["grant_types_supported"]?.strings == [
                "authorization_code", "refresh_token", "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
            ])
        #expect(
            metadata["token_endpoint_auth_methods_supported"]?.strings == [
                "none", "client_secret_basic", "client_secret_post", "private_key_jwt",
            ])
        #expect(metadata["client_id_metadata_document_supported"] == true)
        #expect(metadata["authorization_response_iss_parameter_supported"] == true)
        #expect(metadata["scopes_supported"]?.strings?.contains("offline_access") == true)
        #expect(metadata["registration_endpoint"] == "https://auth.example.com/oauth2/register")
        #expect(metadata["authorization_grant_profiles_supported"] == nil)
    }

    @Test("what is turned off is not announced")
    func turnedOff() async throws {
        let harness = try await Harness {
            $0.registration.isDynamicOn = false
            $0.registration.areMetadataDocumentsOn = false
        }
        let metadata = harness.server.metadata.json
        #expect(metadata["registration_endpoint"] == nil)
        #expect(metadata["client_id_metadata_document_supported"] != true)
    }
}
