import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import StorageSQLite
import Testing

@Suite("Bearer endpoints over HTTP (RFC 6750, RFC 7592)")
struct BearerEndpointTests {
    @Test(
        "RFC 6750 §3.1: no credentials, or those of another scheme, are a 401 without an error",
        arguments: [nil, "Basic eDp5", "Digest x"])
    func challenge(_ header: String?) async throws {
        let harness = try await Harness()
        try await harness.test { client in
            for path in ["/oauth2/userinfo", "/oauth2/register/client_1"] {
                var headers = HTTPFields()
                headers[.authorization] = header
                let response = try await client.execute(uri: path, method: .get, headers: headers)
                #expect(response.status == .unauthorized, "\(path)")
                #expect(response.headers[.wwwAuthenticate] == "Bearer", "\(path)")
            }
        }
    }

    @Test(
        "RFC 6750 §3.1: a token without the scope is 403 insufficient_scope with the scope; a bad one 401 invalid_token"
    )
    func userInfo() async throws {
        let harness = try await Harness()
        let token = try await harness.userToken()
        try await harness.test { client in
            let visitor = Visitor(client)
            let poor = try await visitor.get("/oauth2/userinfo", bearer: token)
            #expect(poor.status == .forbidden)
            #expect(poor.headers[.wwwAuthenticate]?.contains("error=\"insufficient_scope\"") == true)
            #expect(poor.headers[.wwwAuthenticate]?.contains("scope=\"openid\"") == true)
            let bad = try await visitor.get("/oauth2/userinfo", bearer: "x")
            #expect(bad.status == .unauthorized)
            #expect(bad.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
            #expect(bad.headers[.accessControlAllowOrigin] == "*")
            #expect(bad.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
        }
    }

    @Test("RFC 7591 §3.2.1 and RFC 7592: 201, 200, 200, 204, and a 401 for whoever comes after that")
    func registration() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            func send(
                _ method: HTTPRequest.Method, _ path: String, _ token: String?, _ json: JSONValue? = nil
            ) async throws -> TestResponse {
                var headers: HTTPFields = [.contentType: "application/json"]
                headers[.authorization] = token.map { "Bearer \($0)" }
                return try await client.execute(
                    uri: path, method: method, headers: headers,
                    body: json.map { ByteBuffer(bytes: $0.serialized()) })
            }
            let metadata: JSONValue = ["redirect_uris": ["https://a.example/cb"], "client_name": "One"]
            let created = try await send(.post, "/oauth2/register", nil, metadata)
            #expect(created.status == .created)
            #expect(created.headers[.cacheControl] == "no-store")
            let uri = try #require(created.json["registration_client_uri"]?.string)
            let path = String(uri.dropFirst(Harness.issuer.count))
            let token = try #require(created.json["registration_access_token"]?.string)
            #expect(try await send(.get, path, token).json["client_name"] == "One")
            let id = try #require(created.json["client_id"])
            let update: JSONValue = ["client_id": id, "redirect_uris": ["https://a.example/cb"], "client_name": "Two"]
            #expect(try await send(.put, path, token, update).json["client_name"] == "Two")
            for wrong in [nil, "x", token + "x"] {
                let response = try await send(.get, path, wrong)
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
            #expect(try await send(.put, path, token, ["client_id": id]).status == .badRequest)
            #expect(try await send(.delete, path, token).status == .noContent)
            #expect(try await send(.get, path, token).status == .unauthorized)
            #expect(try await send(.delete, path, token).status == .unauthorized)
        }
    }

    @Test("RFC 6749 §2.3: a secret in the query of the token endpoint counts for nothing")
    func secretInQuery() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            let query = FormURLEncoded.serialize([("client_id", "client_1"), ("client_secret", Harness.secret)])
            let response = try await client.execute(
                uri: "/oauth2/token?\(query)", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "grant_type=client_credentials"))
            #expect(response.status == .unauthorized)
        }
    }

    @Test("too many failed attempts are 429 with Retry-After, and another client is not concerned")
    func throttled() async throws {
        let harness = try await Harness()
        try await harness.test { client in
            let visitor = Visitor(client)
            var last: TestResponse?
            for _ in 0..<12 {
                last = try await visitor.post(
                    "/oauth2/token",
                    [("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", "x")])
            }
            #expect(last?.status == .tooManyRequests)
            #expect(last?.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
        }
        _ = try await harness.userToken()
    }
}
