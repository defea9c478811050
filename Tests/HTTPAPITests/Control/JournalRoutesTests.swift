import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import TestSupport
import Testing

@Suite("Control API: the journal over HTTP")
struct JournalRoutesTests {
    private static let requestID = HTTPField.Name("X-Request-ID")!

    @Test("what clients asked and got is listed: operation, status, body, identifier")
    func entries() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.workOS(
                .post, "/organizations?a=b", #"{"name":"Acme"}"#, headers: [Self.requestID: "my-request.1"])
            _ = try await client.workOS(.get, "/organizations/org_none")
            _ = try await client.workOS(.get, "/nothing/here")
            _ = try await client.execute(uri: "/organizations", method: .get)
            _ = try await client.execute(uri: "/health/live", method: .get)
            let answer = try await client.control(.get, "/requests")
            let entries = try #require(answer.json["data"]?.array)
            #expect(entries.map { $0["status"] } == [201, 404, 404, 401])
            #expect(entries.map { $0["sequence"] } == [1, 2, 3, 4])
            #expect(entries.map { $0["api_key"] } == ["sk_…ault", "sk_…ault", "sk_…ault", .null])
            #expect(entries[0]["operation"] == "POST /organizations")
            #expect(entries[1]["operation"] == "GET /organizations/{id}")
            #expect(entries[2]["operation"] == .null)
            #expect(entries[0]["body"] == ["name": "Acme"])
            #expect(entries[0]["query"] == ["a": "b"])
            #expect(entries[0]["request_id"] == "my-request.1")
            #expect(entries[0]["received_at"] == "2026-01-15T12:00:00.000Z")
            #expect(answer.json["latest_sequence"] == 4)
        }
    }

    @Test("filters, and clearing")
    func filters() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.workOS(.get, "/organizations")
            _ = try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#)
            _ = try await client.workOS(.get, "/user_management/users")
            func sequences(_ query: String) async throws -> [JSONValue?] {
                try await client.control(.get, "/requests\(query)").json["data"]?.array?.map { $0["sequence"] }
                    ?? []
            }
            #expect(try await sequences("") == [1, 2, 3])
            #expect(try await sequences("?after=1") == [2, 3])
            #expect(try await sequences("?method=GET&path=/organ") == [1])
            #expect(try await sequences("?limit=2") == [1, 2])
            for query in ["?after=-1", "?after=x", "?limit=0", "?limit=9999", "?paht=/"] {
                #expect(try await client.control(.get, "/requests\(query)").status == .badRequest, "\(query)")
            }
            #expect(try await client.control(.delete, "/requests").status == .noContent)
            #expect(try await sequences("").isEmpty)
            _ = try await client.workOS(.get, "/organizations")
            #expect(try await sequences("") == [4])
        }
    }

    @Test("endpoints of the authorization server are in it too, and work with their bodies read before")
    func authorizationServer() async throws {
        try await ControlHarness().test { client async throws in
            let answer = try await client.execute(
                uri: "/oauth2/token", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "grant_type=client_credentials&client_id=x&client_secret=hush-hush-hush"))
            #expect(answer.json["error"] == "invalid_client")
            let listed = try await client.control(.get, "/requests")
            let entry = try #require(listed.json["data"]?.array?.first)
            #expect(
                entry["body"] == [
                    "grant_type": "client_credentials", "client_id": "x", "client_secret": "[redacted]",
                ])
            #expect(entry["operation"]?.string?.contains("/oauth2/token") == true)
            #expect(!String(buffer: listed.body).contains("hush"))
        }
    }

    @Test("a random secret that is sent in any of the places for secrets is found nowhere in the journal")
    func secrets() async throws {
        try await ControlHarness().test { client async throws in
            var chance = Repeatable(seed: 77)
            let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
            for round in 0..<40 {
                let secret = String((0..<24).map { _ in letters.randomElement(using: &chance) ?? "a" })
                switch round % 8 {
                case 0:
                    _ = try await client.workOS(.get, "/organizations", headers: [.authorization: "Bearer \(secret)"])
                case 1: _ = try await client.workOS(.post, "/api_keys/validations", #"{"value":"\#(secret)"}"#)
                case 2:
                    _ = try await client.workOS(
                        .post, "/user_management/authenticate",
                        #"{"grant_type":"password","email":"a@example.com","password":"\#(secret)","client_secret":"\#(secret)"}"#
                    )
                case 3:
                    _ = try await client.execute(
                        uri: "/oauth2/authorize?code=\(secret)&id_token_hint=\(secret)", method: .get)
                case 4: _ = try await client.execute(uri: "/x", method: .get, headers: [.cookie: "session=\(secret)"])
                case 5: _ = try await client.workOS(.get, "/user_management/invitations/by_token/\(secret)")
                case 6:
                    _ = try await client.execute(
                        uri: "/oauth2/revoke", method: .post,
                        headers: [.contentType: "application/x-www-form-urlencoded"],
                        body: ByteBuffer(string: "token=\(secret)&client_assertion=\(secret)"))
                default:
                    _ = try await client.workOS(
                        .post, "/user_management/users",
                        #"{"email":"b@example.com","password":"\#(secret)","x":[{"token":"\#(secret)"}]}"#)
                }
                let journal = String(buffer: try await client.control(.get, "/requests").body)
                #expect(!journal.contains(secret.prefix(8)) && !journal.contains(secret.suffix(8)), "round \(round)")
            }
        }
    }
}
