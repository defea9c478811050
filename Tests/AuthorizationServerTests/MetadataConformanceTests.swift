import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import Testing

@Suite("Metadata, strictly (RFC 8414 §2, OpenID Connect Discovery §3, rules 3 and 16)")
struct MetadataConformanceTests {
    @Test("every endpoint that is announced with private_key_jwt announces its algorithms, and none of them is none")
    func algorithms() async throws {
        let metadata = try await Harness().server.metadata.json
        for endpoint in ["token", "introspection", "revocation"] {
            let methods = metadata["\(endpoint)_endpoint_auth_methods_supported"]?.strings ?? []
            #expect(methods.contains("private_key_jwt"))
            let algorithms = try #require(
                metadata["\(endpoint)_endpoint_auth_signing_alg_values_supported"]?.strings, "\(endpoint)")
            #expect(!algorithms.isEmpty && !algorithms.contains("none"))
        }
    }

    @Test("what is announced is what is done", arguments: [false, true])
    func truth(_ isOn: Bool) async throws {
        let harness = try await Harness.withPeople(
            trustedIssuers: isOn ? [try await Enterprise.issuer()] : []
        ) {
            $0.registration.isDynamicOn = isOn
            $0.registration.areMetadataDocumentsOn = isOn
        }
        let metadata = harness.server.metadata.json
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"] {
            #expect(metadata[name]?.string != nil)
        }
        #expect(metadata["code_challenge_methods_supported"]?.strings == ["S256"])
        #expect(metadata["response_types_supported"]?.strings == ["code"])
        #expect(metadata["response_modes_supported"]?.strings == ["query"])
        #expect((metadata["registration_endpoint"] != nil) == isOn)
        #expect((metadata["client_id_metadata_document_supported"] == true) == isOn)
        #expect(metadata["scopes_supported"]?.strings?.contains("offline_access") == true)
        #expect(metadata["subject_types_supported"]?.strings == ["public"])
        #expect(metadata["grant_types_supported"]?.strings?.contains("password") == false)
        #expect(metadata["grant_types_supported"]?.strings?.contains("implicit") == false)
        for grant in metadata["grant_types_supported"]?.strings ?? [] {
            let error = try await refusal {
                try await harness.post([
                    ("grant_type", grant), ("client_id", "app_1"), ("code", "x"), ("refresh_token", "x"),
                    ("device_code", "x"), ("assertion", "x"), ("subject_token", "x"), ("subject_token_type", "x"),
                ])
            }
            #expect(error != nil && error?.code != .unsupportedGrantType)
        }
        #expect(metadata["request_parameter_supported"] != true)
    }

    @Test(
        "a scope that is announced can be had",
        arguments: ["openid", "profile", "email", "offline_access", "mcp", "mcp:write"])
    func scopes(_ scope: String) async throws {
        let harness = try await Harness.withPeople()
        #expect(harness.server.metadata.json["scopes_supported"]?.strings?.contains(scope) == true)
        #expect(try await harness.tokens("app_1", ["scope": scope]).scope.values == [scope])
    }

    @Test(
        "the keys are public, and their kid is the RFC 7638 thumbprint", arguments: [SignatureAlgorithm.es256, .edDSA])
    func keys(_ algorithm: SignatureAlgorithm) async throws {
        let harness = try await Harness(algorithm: algorithm)
        let keys = try #require(try await harness.server.jsonWebKeySet()["keys"]?.array)
        #expect(!keys.isEmpty)
        for key in keys {
            #expect(["d", "p", "q", "dp", "dq", "qi", "k"].allSatisfy { key[$0] == nil })
            #expect(key["kid"]?.string == JSONWebKey(json: key)?.thumbprint)
            #expect(key["alg"] == .string(algorithm.rawValue))
            #expect(key["use"] == "sig")
        }
        #expect(
            harness.server.metadata.json["id_token_signing_alg_values_supported"]?.strings == [algorithm.rawValue])
    }
}
