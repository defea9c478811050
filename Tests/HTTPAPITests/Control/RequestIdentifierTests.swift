import HTTPTypes
import HummingbirdTesting
import JSON
import Testing

@Suite("X-Request-ID and Idempotency-Key over HTTP")
struct RequestIdentifierTests {
    private static let name = HTTPField.Name("X-Request-ID")!
    private static let idempotencyKey = HTTPField.Name("Idempotency-Key")!

    @Test("a well-formed identifier comes back, with errors too")
    func echo() async throws {
        try await ControlHarness().test { client async throws in
            for id in ["a", "req_01JA2B3C4D5E6F7G8H9JKMNPQR", "A-b.c_9", String(repeating: "x", count: 128)] {
                for path in ["/organizations", "/nothing", "/oauth2/token", "/health/live", "/_claviger/clock"] {
                    let answer = try await client.execute(uri: path, method: .get, headers: [Self.name: id])
                    #expect(answer.headers[values: Self.name] == [id], "\(path)")
                }
            }
        }
    }

    @Test("anything else is replaced by a new one, another one each time")
    func generated() async throws {
        try await ControlHarness().test { client async throws in
            var seen: Set<String> = []
            for id in [nil, "", "a b", "a\tb", "a,b", "ü", "<x>", "\"", String(repeating: "x", count: 129)] {
                var headers: HTTPFields = [:]
                headers[Self.name] = id
                let answer = try await client.execute(uri: "/organizations", method: .get, headers: headers)
                let given = try #require(answer.headers[Self.name])
                #expect(given.hasPrefix("req_") && given.utf8.count == 30, "\(given)")
                #expect(seen.insert(given).inserted)
            }
            var twice: HTTPFields = [:]
            twice[values: Self.name] = ["a", "b"]
            let answer = try await client.execute(uri: "/organizations", method: .get, headers: twice)
            #expect(answer.headers[Self.name]?.hasPrefix("req_") == true)
        }
    }

    @Test("a POST that is repeated with its Idempotency-Key is done once; another body is refused")
    func idempotency() async throws {
        try await ControlHarness().test { client async throws in
            let headers: HTTPFields = [Self.idempotencyKey: "k1"]
            let first = try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#, headers: headers)
            let second = try await client.workOS(.post, "/organizations", #"{ "name" : "Acme" }"#, headers: headers)
            #expect(first.status == .created)
            #expect(second.status == .created)
            #expect(second.json == first.json)
            #expect(second.headers[.contentType] == first.headers[.contentType])
            #expect(second.headers[Self.name] != first.headers[Self.name])
            let reused = try await client.workOS(.post, "/organizations", #"{"name":"Other"}"#, headers: headers)
            #expect(reused.status == .conflict)
            #expect(reused.json["code"] == "idempotency_key_reused")
            let long = try await client.workOS(
                .post, "/organizations", #"{"name":"A"}"#,
                headers: [Self.idempotencyKey: String(repeating: "k", count: 256)])
            #expect(long.status == .badRequest)
            #expect(try await client.workOS(.get, "/organizations").json["data"]?.array?.count == 1)
        }
    }

    @Test("after a day the key is free again")
    func expiry() async throws {
        try await ControlHarness().test { client async throws in
            let headers: HTTPFields = [Self.idempotencyKey: "k1"]
            let first = try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#, headers: headers)
            _ = try await client.control(.post, "/clock", #"{"advance":"24h"}"#)
            let second = try await client.workOS(.post, "/organizations", #"{"name":"Other"}"#, headers: headers)
            #expect(second.status == .created)
            #expect(second.json["id"] != first.json["id"])
        }
    }
}
