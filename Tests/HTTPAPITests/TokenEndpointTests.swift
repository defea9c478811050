import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import StorageSQLite
import Testing

@Suite("Token endpoint over HTTP")
struct TokenEndpointTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    private static let credentials = [("client_id", "client_1"), ("client_secret", Harness.secret)]

    private func post(
        _ harness: Harness, _ body: String, headers: HTTPFields = form
    ) async throws -> TestResponse {
        try await harness.test { client in
            try await client.execute(
                uri: "/oauth2/token", method: .post, headers: headers, body: ByteBuffer(string: body))
        }
    }

    private func form(_ parameters: [(String, String)]) -> String {
        FormURLEncoded.serialize([("grant_type", "client_credentials")] + parameters)
    }

    @Test("RFC 6749 §5.1: the answer is JSON, must not be kept, and expires_in is an integer")
    func success() async throws {
        let response = try await post(Harness(), form(Self.credentials))
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.json["expires_in"] == 3600)
        #expect(response.json["token_type"] == "Bearer")
        #expect(response.json["scope"] == "mcp")
    }

    @Test("a JSON body works as a form does")
    func json() async throws {
        let body: JSONValue = [
            "grant_type": "client_credentials", "client_id": "client_1", "client_secret": .string(Harness.secret),
            "resource": ["https://mcp.example.com/mcp"], "scope": .null,
        ]
        let response = try await post(
            Harness(), body.serializedString(), headers: [.contentType: "application/json; charset=utf-8"])
        #expect(response.status == .ok)
    }

    @Test("RFC 6749 §2.3.1: both halves of Basic are form-decoded")
    func basic() async throws {
        let pair = "client_1:\(FormURLEncoded.encodeComponent(Harness.secret))"
        var headers = Self.form
        headers[.authorization] = "Basic \(Base64.encode(Array(pair.utf8), .standard))"
        #expect(try await post(Harness(), form([]), headers: headers).status == .ok)
        #expect(try await post(Harness(), form([("client_id", "client_1")]), headers: headers).status == .ok)
        let other = try await post(Harness(), form([("client_id", "client_2")]), headers: headers)
        #expect(other.status == .badRequest)
        #expect(other.json["error"] == "invalid_request")
        let two = try await post(Harness(), form(Self.credentials), headers: headers)
        #expect(two.json["error"] == "invalid_request")
    }

    @Test(
        "a malformed Basic header is invalid_client and not a 500",
        arguments: ["client_1:a%", "client_1:%zz", "client_1", ":", "%:x", "\u{FF}:x"])
    func malformedBasic(pair: String) async throws {
        var headers = Self.form
        headers[.authorization] = "Basic \(Base64.encode(Array(pair.utf8), .standard))"
        let response = try await post(Harness(), form([]), headers: headers)
        #expect(response.status == .unauthorized)
        #expect(response.json["error"] == "invalid_client")
        #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
    }

    @Test("two Authorization headers are invalid_request")
    func twoHeaders() async throws {
        var headers = Self.form
        headers[values: .authorization] = ["Basic eDp5", "Basic eDp5"]
        #expect(try await post(Harness(), form([]), headers: headers).json["error"] == "invalid_request")
    }

    @Test(
        "malformed bodies are 400 invalid_request",
        arguments: [
            ("application/json", "{"), ("application/json", "[]"), ("application/json", #"{"grant_type":1}"#),
            ("application/json", #"{"grant_type":"a","grant_type":"b"}"#),
            ("application/x-www-form-urlencoded", "grant_type=%"), ("application/x-www-form-urlencoded", ""),
            ("application/x-www-form-urlencoded", "grant_type=a&grant_type=b"), ("text/plain", "grant_type=x"),
        ])
    func malformed(type: String, body: String) async throws {
        let response = try await post(Harness(), body, headers: [.contentType: type])
        #expect(response.status == .badRequest)
        #expect(response.json["error"] == "invalid_request")
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test("a body beyond 64 KiB is 413")
    func tooLarge() async throws {
        let response = try await post(Harness(), form([("scope", String(repeating: "a", count: 70_000))]))
        #expect(response.status == .contentTooLarge)
    }

    @Test("RFC 8707 §2: a resource that this server does not know is invalid_target")
    func target() async throws {
        let response = try await post(Harness(), form(Self.credentials + [("resource", "https://evil.example")]))
        #expect(response.status == .badRequest)
        #expect(response.json["error"] == "invalid_target")
    }

    @Test("a database that is gone is 503 with Retry-After, and says nothing of the inside")
    func unavailable() async throws {
        let harness = try await Harness()
        try await harness.storage.close()
        let response = try await post(harness, form(Self.credentials))
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] != nil)
        #expect(!String(buffer: response.body).contains("SQLite"))
    }
}
