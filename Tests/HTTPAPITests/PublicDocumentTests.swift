import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import StorageSQLite
import Testing

@Suite("Public documents")
struct PublicDocumentTests {
    private func get(
        _ harness: Harness, _ path: String, method: HTTPRequest.Method = .get
    ) async throws -> TestResponse {
        try await harness.test { try await $0.execute(uri: path, method: method) }
    }

    @Test(
        "RFC 8414 §3, OpenID Connect Discovery 1.0 §4: metadata stands at the well-known paths and may be read by every page",
        arguments: ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])
    func metadata(path: String) async throws {
        let response = try await get(Harness(), path)
        #expect(response.status == .ok)
        #expect(response.json["issuer"] == "https://auth.example.com")
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.cacheControl] == "public, max-age=300")
    }

    @Test(
        "RFC 8414 §3.1: the documents of an issuer with a path stand at the inserted and at the appended path",
        arguments: ["oauth-authorization-server", "openid-configuration"])
    func metadataOfPath(document: String) async throws {
        let harness = try await Harness(issuer: "https://example.com/auth/one")
        for path in ["/.well-known/\(document)/auth/one", "/auth/one/.well-known/\(document)"] {
            let response = try await get(harness, path)
            #expect(response.json["issuer"] == "https://example.com/auth/one")
            #expect(response.json["code_challenge_methods_supported"]?.strings == ["S256"])
        }
    }

    @Test("the key set stands at /oauth2/jwks and /sso/jwks/{client_id}, the same, without private parts")
    func keys() async throws {
        let harness = try await Harness()
        let first = try await get(harness, "/oauth2/jwks")
        let second = try await get(harness, "/sso/jwks/client_1")
        #expect(first.status == .ok)
        #expect(first.json == second.json)
        let key = try #require(first.json["keys"]?.array?.first?.object)
        #expect(Set(key.names) == ["kty", "crv", "x", "y", "use", "alg", "kid"])
    }

    @Test(
        "a preflight is answered before anyone looks at credentials",
        arguments: ["/oauth2/token", "/oauth2/jwks", "/oauth2/register", "/.well-known/openid-configuration"])
    func preflight(path: String) async throws {
        let response = try await get(Harness(), path, method: .options)
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
    }

    @Test("pages cannot call the vault")
    func noCORS() async throws {
        let response = try await get(Harness(), "/mcp-oauth-credentials/x", method: .delete)
        #expect(response.headers[.accessControlAllowOrigin] == nil)
    }

    @Test("what is not there is a 404 in JSON")
    func notFound() async throws {
        let response = try await get(Harness(), "/nothing/here")
        #expect(response.status == .notFound)
        #expect(response.json["error"] == "not_found")
    }

    @Test("RFC 6749 §4.1.2.1: a request without a client shows a page and redirects nowhere")
    func authorize() async throws {
        let response = try await get(Harness(), "/oauth2/authorize?response_type=code")
        #expect(response.status == .badRequest)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.headers[.location] == nil)
    }

    @Test("readiness follows storage; liveness does not")
    func health() async throws {
        let harness = try await Harness()
        #expect(try await get(harness, "/health/ready").status == .ok)
        try await harness.storage.close()
        #expect(try await get(harness, "/health/ready").status == .serviceUnavailable)
        #expect(try await get(harness, "/health/live").status == .ok)
    }
}
