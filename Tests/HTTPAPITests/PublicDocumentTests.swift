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

    @Test("RFC 8414 §3: metadata stands at the well-known path and may be read by every page")
    func metadata() async throws {
        let response = try await get(Harness(), "/.well-known/oauth-authorization-server")
        #expect(response.status == .ok)
        #expect(response.json["issuer"] == "https://auth.example.com")
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.cacheControl] == "public, max-age=300")
    }

    @Test("the key set stands at /oauth2/jwks and /sso/jwks/{client_id}, the same, without private parts")
    func keys() async throws {
        let harness = try await Harness()
        let first = try await get(harness, "/oauth2/jwks")
        let second = try await get(harness, "/sso/jwks/client_1")
        #expect(first.status == .ok)
        #expect(first.json == second.json)
        let key = try #require(first.json["keys"]?.array?.first?.object)
        #expect(Set(key.names) == ["kty", "n", "e", "use", "alg", "kid"])
    }

    @Test("a preflight is answered before anyone looks at credentials", arguments: ["/oauth2/token", "/oauth2/jwks"])
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

    @Test("nobody can sign in here, and the answer says so")
    func authorize() async throws {
        let response = try await get(Harness(), "/oauth2/authorize?response_type=code")
        #expect(response.status == .badRequest)
        #expect(response.json["error"] == "unsupported_response_type")
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
