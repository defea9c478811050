import OAuth
import Testing

@Suite("Fetching: when there is no answer")
struct FailureTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    @Test("A body may have as many bytes as the limit says")
    func atLimit() async throws {
        let limits = FetchLimits(timeout: .seconds(60), body: 10)
        for rest in ["Content-Length: 10\r\n\r\n0123456789", "\r\n0123456789"] {
            #expect(try await Fetch.get(.send(FailureTests.head + rest), .close, limits: limits).body.count == 10)
        }
        #expect(
            try await Fetch.get(
                .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                limits: FetchLimits(timeout: .seconds(60), body: 0)
            )
            .body == [])
    }

    static let tooLarge: [[ScriptedServer.Step]] = [
        [.send(head + "Content-Length: 11\r\n\r\n01234567890")], [.send(head + "\r\n01234567890"), .close],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n")],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n"), .drip("3\r\nabc\r\n")],
        [.send(head + "\r\n"), .drip("x")],
        [.send(head + "Content-Length: 99999999\r\n\r\n"), .drip("0123")],
    ]

    @Test("A body beyond the limit is not read on, even one without an end", arguments: tooLarge)
    func neverEnding(steps: [ScriptedServer.Step]) async throws {
        #expect(try await Fetch.failure(steps, limits: FetchLimits(timeout: .seconds(60), body: 10)) == .tooLarge)
    }

    static let tooSlow: [[ScriptedServer.Step]] = [
        [], [.send("HTTP/1.1 200")], [.send(head)], [.send(head + "Content-Length: 5\r\n\r\nabc")],
        [.send(head + "Content-Length: 1000000\r\n\r\n"), .drip("x")], [.send(head + "X-Endless: "), .drip("x")],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")], [.drip("HTTP/1.1 100 Continue\r\n\r\n")],
    ]

    @Test("The whole answer has one limit of time, and a drip does not lengthen it", arguments: tooSlow)
    func timedOut(steps: [ScriptedServer.Step]) async throws {
        #expect(try await Fetch.failure(steps, limits: FetchLimits(timeout: .milliseconds(150))) == .timedOut)
    }

    @Test("A server that never answers the TLS handshake is too slow")
    func silentTLS() async throws {
        let limits = FetchLimits(timeout: .milliseconds(150))
        #expect(try await Fetch.failure([], scheme: "https", limits: limits) == .timedOut)
    }

    static let cut: [[ScriptedServer.Step]] = [
        [.close], [.send("HTTP/1.1"), .close], [.send(head), .close], [.send(head + "Content-Length: 5\r\n"), .close],
        [.send(head + "Content-Length: 5\r\n\r\nabc"), .close], [.send(head + "Content-Length: 5\r\n\r\n"), .close],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .close],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"), .close],
        [.send("HTTP/1.1 100 Continue\r\n\r\n"), .close],
    ]

    @Test("A connection that ends before its answer does is a broken answer, never a short one", arguments: cut)
    func broken(steps: [ScriptedServer.Step]) async throws {
        #expect(try await Fetch.failure(steps) == .broken)
    }

    static let garbage = [
        "garbage\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTP/1.1 200 OK\r\n\r\n", head + "Content-Length: x\r\n\r\n", head + "Content-Length: -1\r\n\r\n",
        head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", head + "no colon\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "220 ready\r\n", "<html>\r\n\r\n",
        head + "X-Long: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
    ]

    @Test("What is not HTTP is a broken answer", arguments: garbage)
    func notHTTP(text: String) async throws {
        #expect(try await Fetch.failure([.send(text), .close]) == .broken)
        // It is known to be broken at once, also while the connection stays open.
        #expect(try await Fetch.failure([.send(text)]) == .broken)
    }

    @Test("A server that speaks no TLS where the URL says https is a broken answer")
    func notTLS() async throws {
        #expect(
            try await Fetch.failure([.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .close], scheme: "https") == .broken)
        #expect(try await Fetch.failure([.close], scheme: "https") == .broken)
    }
}
