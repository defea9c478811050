import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Vault over HTTP")
struct VaultTests {
    private static let deposit: JSONValue = [
        "mcpServerId": "files/one two", "refreshToken": "rt-marked-secret",
        "tokenEndpoint": "https://auth.example.org/token", "clientId": "c", "clientSecret": "cs-marked-secret",
    ]

    private func post(
        _ harness: Harness, _ body: String, token: String?
    ) async throws -> TestResponse {
        try await harness.test { client in
            var headers: HTTPFields = [.contentType: "application/json"]
            headers[.authorization] = token.map { "Bearer \($0)" }
            return try await client.execute(
                uri: "/mcp-oauth-credentials", method: .post, headers: headers, body: ByteBuffer(string: body))
        }
    }

    private func delete(_ harness: Harness, _ segment: String, token: String) async throws -> TestResponse {
        try await harness.test { client in
            try await client.execute(
                uri: "/mcp-oauth-credentials/\(segment)", method: .delete, headers: [.authorization: "Bearer \(token)"])
        }
    }

    private let owner = CredentialOwner(issuer: Harness.issuer, user: "client_1", server: "files/one two")

    @Test("a deposit is answered once it is stored, encrypted; a delete removes it, and may be repeated")
    func depositAndDelete() async throws {
        let harness = try await Harness()
        let token = try await harness.userToken()
        let response = try await post(harness, Self.deposit.serializedString(), token: token)
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == #"{"stored":true}"#)
        let credential = try #require(try await harness.storage.credential(of: owner))
        for blob in [credential.refreshToken, credential.clientSecret ?? []] {
            #expect(!String(decoding: blob, as: UTF8.self).contains("marked"))
        }
        for _ in 0..<2 {
            #expect(try await delete(harness, "files%2Fone%20two", token: token).status == .noContent)
            #expect(try await harness.storage.credential(of: owner) == nil)
        }
    }

    @Test("no token, a garbage token and a token for another resource are 401")
    func unauthorized() async throws {
        let harness = try await Harness()
        let other = try await harness.userToken(resource: "https://mcp.example.com/mcp")
        for token in [nil, "garbage", other] {
            let response = try await post(harness, Self.deposit.serializedString(), token: token)
            #expect(response.status == .unauthorized)
            #expect(response.headers[.wwwAuthenticate] == "Bearer")
            #expect(response.json["error"]?.string != nil)
        }
        #expect(try await harness.storage.credential(of: owner) == nil)
    }

    @Test("an expired token is 401")
    func expired() async throws {
        let harness = try await Harness()
        let token = try await harness.userToken()
        harness.clock.advance(seconds: 3600 + 31)
        #expect(try await post(harness, Self.deposit.serializedString(), token: token).status == .unauthorized)
    }

    @Test(
        "bad bodies are 400 with a reason, and nothing is stored",
        arguments: [
            "", "{", "[]", "null", #"{"mcpServerId":"a"}"#,
            #"{"mcpServerId":"files/one two","refreshToken":"r","tokenEndpoint":"https://a.example/t","extra":1}"#,
            #"{"mcpServerId":"files/one two","refreshToken":"r","tokenEndpoint":"http://127.0.0.1/t"}"#,
        ])
    func badRequest(body: String) async throws {
        let harness = try await Harness()
        let response = try await post(harness, body, token: try await harness.userToken())
        #expect(response.status == .badRequest)
        #expect(response.json["error"]?.string?.isEmpty == false)
        #expect(try await harness.storage.credential(of: owner) == nil)
    }

    @Test("a body beyond 64 KiB is 413")
    func tooLarge() async throws {
        let harness = try await Harness()
        let body = #"{"mcpServerId":""# + String(repeating: "a", count: 70_000) + #""}"#
        #expect(try await post(harness, body, token: try await harness.userToken()).status == .contentTooLarge)
    }

    @Test("without an encryption key a deposit is 503 executor_encryption_key_missing, and a delete works")
    func withoutKeys() async throws {
        let harness = try await Harness(withKeys: false)
        let token = try await harness.userToken()
        let response = try await post(harness, Self.deposit.serializedString(), token: token)
        #expect(response.status == .serviceUnavailable)
        #expect(response.json["code"] == "executor_encryption_key_missing")
        #expect(try await delete(harness, "x", token: token).status == .noContent)
    }

    @Test("a path that is no percent-encoded text is 400")
    func badPath() async throws {
        let harness = try await Harness()
        #expect(try await delete(harness, "%zz", token: try await harness.userToken()).status == .badRequest)
    }

    @Test("a database that is gone is 503 with Retry-After, never a 500")
    func unavailable() async throws {
        let harness = try await Harness()
        let token = try await harness.userToken()
        try await harness.storage.close()
        let response = try await post(harness, Self.deposit.serializedString(), token: token)
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] != nil)
    }
}
