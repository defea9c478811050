import HTTPTypes
import JSON
import MCP
import Testing

@Suite("The sample server, transport")
struct TransportTests {
    private let post = Sample.requests().discover(id: 1)

    @Test("What is not JSON is 400 and -32700, with the id null", arguments: ["", "{", "nonsense", "\u{FEFF}{}"])
    func notJSON(text: String) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(.post, post.headers, body: Array(text.utf8))
            #expect(answer.status == .badRequest)
            #expect(answer.errorCode == -32700)
            #expect(answer.json["id"] == .null)
        }
    }

    @Test("JSON that is not one message is 400 and -32600", arguments: ["[]", "7", #"{"id":1,"method":"ping"}"#])
    func notAMessage(text: String) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(.post, post.headers, body: Array(text.utf8))
            #expect(answer.status == .badRequest)
            #expect(answer.errorCode == -32600)
        }
    }

    @Test("A body of more than 1 MiB is 413, one of 1 MiB is read")
    func tooLarge() async throws {
        try await Sample.run { sample in
            let large = [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
            let answer = try await sample.send(.post, post.headers, body: large)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.errorCode == -32600)
            #expect(try await sample.send(.post, post.headers, body: Array(large.dropLast())).status == .badRequest)
            let padded = post.body + [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) - post.body.count)
            #expect(try await sample.send(.post, post.headers, body: padded).status == .ok)
        }
    }

    @Test("RFC 9110 §15.5.16: a body that is not declared as JSON is 415")
    func mediaType() async throws {
        try await expectStatuses(
            .contentType,
            [
                ("text/plain", .unsupportedMediaType), (nil, .unsupportedMediaType),
                ("application/json, text/plain", .unsupportedMediaType), ("Application/JSON; charset=utf-8", .ok),
            ])
    }

    @Test("RFC 9110 §12.5.1: a client that does not take both JSON and events gets 406")
    func accept() async throws {
        try await expectStatuses(
            .accept,
            [
                ("application/json", .notAcceptable), ("text/event-stream", .notAcceptable),
                ("text/html", .notAcceptable),
                (nil, .ok), ("*/*", .ok), ("application/*, text/*;q=0.5", .ok),
                ("text/event-stream,application/json", .ok),
            ])
    }

    @Test("A page elsewhere is refused: 403")
    func origin() async throws {
        try await expectStatuses(
            .origin,
            [
                ("https://attacker.example", .forbidden), ("null", .forbidden), ("http://127.0.0.1.a", .forbidden),
                ("http://localhost.attacker.example", .forbidden), ("http://localhost:6274", .ok),
                ("http://127.0.0.1", .ok), ("http://[::1]:80", .ok), (nil, .ok),
            ])
        try await Sample.run { sample in
            let answer = try await sample.send(.delete, [.origin: "https://attacker.example", .mcpSessionID: "x"])
            #expect(answer.status == .forbidden)
        }
    }

    @Test("Other methods are 405, other paths 404")
    func methods() async throws {
        try await Sample.run { sample in
            for method: HTTPRequest.Method in [.put, .patch, .options, .head] {
                let answer = try await sample.send(method, [:])
                #expect(answer.status == .methodNotAllowed)
            }
            let answer = try await sample.send(.post, post.headers, path: "/other")
            #expect(answer.status == .notFound)
        }
    }

    /// Sends the same request with each value of a header.
    private func expectStatuses(
        _ name: HTTPField.Name, _ cases: [(value: String?, status: HTTPResponse.Status)]
    ) async throws {
        try await Sample.run { sample in
            for (value, status) in cases {
                let answer = try await sample.send(post) { $0[name] = value }
                #expect(answer.status == status, "\(value ?? "none")")
            }
        }
    }
}
