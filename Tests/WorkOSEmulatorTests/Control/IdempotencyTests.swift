import JSON
import OAuth
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Idempotency keys: what is asked again is answered again")
struct IdempotencyTests {
    private let clock = ManualClock()
    private let storage: SQLiteStorage
    private let records: IdempotencyRecords
    private let performed = Counter()

    private final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func next() -> Int {
            count.withLock {
                $0 += 1; return $0
            }
        }
    }

    init() throws {
        storage = try SQLiteStorage(.memory)
        records = IdempotencyRecords(store: storage, clock: clock, random: SystemRandomSource())
    }

    private func request(
        _ key: String?, body: JSONObject = ["name": "Acme"], apiKey: String? = "sk_one",
        method: APIRequest.Method = .post, path: [String: String] = [:]
    ) -> APIRequest {
        var request = APIRequest(method, path: path, body: body, apiKey: apiKey.map { Secret($0) })
        request.idempotencyKey = key
        return request
    }

    /// Asks, and gives an answer that says how often something was done.
    private func ask(
        _ request: APIRequest, path: String = "/organizations", status: Int = 201
    ) async throws -> APIAnswer {
        try await records.respond(to: request, path: path) { () async throws(APIError) in
            APIAnswer(["secret": "s3cr3t-answer", "count": .integer(Int64(performed.next()))], status: status)
        }
    }

    @Test("the same request gets the same answer, and is done once")
    func replay() async throws {
        let first = try await ask(request("k1"))
        #expect(first.status == 201)
        for _ in 1...3 { #expect(try await ask(request("k1")) == first) }
        #expect(try await ask(request("k1", body: ["name": "Acme"])) == first)
        #expect(performed.value == 1)
    }

    @Test("the order of members does not matter, at any depth")
    func order() async throws {
        let first = try await ask(request("k1", body: ["a": ["x": 1, "y": [["p": 1, "q": 2]]], "b": 2]))
        #expect(try await ask(request("k1", body: ["b": 2, "a": ["y": [["q": 2, "p": 1]], "x": 1]])) == first)
    }

    @Test("another body, path or parameter is refused with 409")
    func reuse() async throws {
        _ = try await ask(request("k1", path: ["id": "1"]))
        let reused = APIError(.conflict, "idempotency_key_reused", "")
        await #expect(throws: reused) { try await ask(request("k1", body: ["name": "Globex"], path: ["id": "1"])) }
        await #expect(throws: reused) { try await ask(request("k1", body: [:], path: ["id": "1"])) }
        await #expect(throws: reused) { try await ask(request("k1", path: ["id": "2"])) }
        await #expect(throws: reused) { try await ask(request("k1", path: ["id": "1"]), path: "/users") }
        #expect(performed.value == 1)
    }

    @Test("keys of one caller say nothing to another caller")
    func callers() async throws {
        let first = try await ask(request("k1"))
        let second = try await ask(request("k1", apiKey: "sk_two"))
        #expect(first != second)
        #expect(try await ask(request("k2")) != first)
        #expect(performed.value == 3)
        // No two pairs of keys are taken for one.
        _ = try await ask(request("b", apiKey: "sk_a"))
        _ = try await ask(request("", apiKey: "sk_ab"))
        #expect(performed.value == 5)
    }

    @Test("after 24 hours the key is as good as new")
    func expiry() async throws {
        let first = try await ask(request("k1"))
        clock.advance(seconds: 86_399)
        #expect(try await ask(request("k1", body: ["name": "Acme"])) == first)
        clock.advance(seconds: 1)
        let second = try await ask(request("k1", body: ["name": "Other"]))
        #expect(second != first)
        #expect(try await ask(request("k1", body: ["name": "Other"])) == second)
        #expect(try await storage.deleteExpired(.resources, before: clock.now(), limit: 10) == 0)
    }

    @Test("requests without a key, without an API key, and other methods are always done")
    func unprotected() async throws {
        for request in [
            request(nil), request(""), request("k1", apiKey: nil), request("k1", method: .get),
            request("k1", method: .put), request("k1", method: .delete),
        ] {
            let count = performed.value
            _ = try await ask(request)
            _ = try await ask(request)
            #expect(performed.value == count + 2)
        }
    }

    @Test("a key has at most 255 characters")
    func length() async throws {
        _ = try await ask(request(String(repeating: "k", count: 255)))
        await #expect(throws: APIError(.badRequest, "invalid_idempotency_key", "")) {
            try await ask(request(String(repeating: "k", count: 256)))
        }
    }

    private func fail(_ error: APIError, _ key: String) async throws -> APIAnswer {
        try await records.respond(to: request(key), path: "/organizations") { () async throws(APIError) in
            _ = performed.next()
            throw error
        }
    }

    @Test("an error that is the caller's is answered again")
    func errors() async throws {
        let error = APIError.invalid("name", "required", "name is required")
        await #expect(throws: error) { try await fail(error, "k1") }
        let again = try await ask(request("k1"))
        #expect(again.status == 422)
        #expect(again.json == error.json)
        #expect(performed.value == 1)
    }

    @Test(
        "an error that is the server's is not kept: asking again may help",
        arguments: [
            APIError(.internalError, nil, "x"), APIError(.unavailable, nil, "x"), APIError(.tooManyRequests, nil, "x"),
        ])
    func outage(error: APIError) async throws {
        await #expect(throws: error) { try await fail(error, "k1") }
        #expect(try await ask(request("k1")).status == 201)
        _ = try await ask(request("k2"), status: 500)
        _ = try await ask(request("k2"))
        #expect(performed.value == 4)
    }

    @Test("while the first request runs, a second one is told so")
    func concurrent() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        async let first = records.respond(to: request("k1"), path: "/organizations") { () async throws(APIError) in
            start.finish()
            for await _ in released {}
            return APIAnswer(["count": .integer(Int64(performed.next()))], status: 201)
        }
        for await _ in started {}
        await #expect(throws: APIError(.conflict, "idempotency_key_in_use", "")) { try await ask(request("k1")) }
        _ = try await ask(request("k2"))
        release.finish()
        let answer = try await first
        #expect(try await ask(request("k1")) == answer)
        #expect(performed.value == 2)
    }

    @Test("answers without a body and redirects come back as they were")
    func contents() async throws {
        for (key, answer) in [
            ("k1", APIAnswer.empty()), ("k2", .redirect("https://example.com/")), ("k3", APIAnswer(.null)),
        ] {
            for _ in 1...2 {
                let got = try await records.respond(to: request(key), path: "/x") { () async throws(APIError) in answer
                }
                #expect(got == answer)
            }
        }
    }

    @Test("the database has neither key, nor the answer, nor anything to guess the body by")
    func secrecy() async throws {
        _ = try await ask(request("idempotent-key-1", body: ["name": "body-text"], apiKey: "sk_api_key_value"))
        let kept = try #require(
            try await storage.resources(ResourceQuery(kind: IdempotencyRecords.kind))?.resources.first)
        let text = "\(kept)"
        for secret in ["idempotent-key-1", "sk_api_key_value", "s3cr3t-answer", "body-text", "count"] {
            #expect(!text.contains(secret))
        }
        #expect(kept.expiresAt == clock.now().adding(seconds: 86_400))
    }

    @Test("a kept answer that was tampered with is not given")
    func tampering() async throws {
        let first = try await ask(request("k1"))
        var kept = try #require(
            try await storage.resources(ResourceQuery(kind: IdempotencyRecords.kind))?.resources.first)
        let sealed = try #require(kept.hidden["sealed"]?.string)
        kept.hidden["sealed"] = .string((sealed.hasPrefix("A") ? "B" : "A") + sealed.dropFirst())
        try await storage.commit([.replace(kept)])
        #expect(try await ask(request("k1")) != first)
        #expect(performed.value == 2)
    }
}
