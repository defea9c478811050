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

    /// Interim answers, chunk extensions and spaces before an answer, of which a body's limit sees nothing.
    static let flood: [[ScriptedServer.Step]] = [
        [.drip(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 4000))],
        [.drip(String(repeating: "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n", count: 4000))],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n1;"), .drip(String(repeating: "x", count: 50_000))],
        [.send(head + "Transfer-Encoding: chunked\r\n\r\n1;a=\""), .drip(String(repeating: "x", count: 50_000))],
    ]

    @Test("An answer that never gets to its body ends too", arguments: flood)
    func endless(steps: [ScriptedServer.Step]) async throws {
        let code = try await Fetch.failure(steps, limits: FetchLimits(timeout: .seconds(60), body: 10))
        #expect(code == .tooLarge || code == .broken)
    }

    static let longHeaders = [
        // One field, several, many, and those after the body.
        head + "X-Long: " + String(repeating: "x", count: 20_000) + "\r\n\r\n",
        head + String(repeating: "X-Long: \(String(repeating: "x", count: 8000))\r\n", count: 10) + "\r\n",
        head + String(repeating: "X-Many: x\r\n", count: 200) + "\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + String(repeating: "X-Many: x\r\n", count: 200) + "\r\n",
        "HTTP/1.1 200 " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
    ]

    @Test("Headers have a limit for one, for all, and for their number", arguments: longHeaders)
    func tooManyHeaders(text: String) async throws {
        let code = try await Fetch.failure([.send(text)], limits: FetchLimits(timeout: .seconds(60), body: 10))
        #expect(code == .broken || code == .tooLarge)
    }

    static let coded = [
        "Content-Encoding: gzip", "content-encoding: br", "Content-Encoding: deflate, gzip",
        "Content-Encoding: identity\r\nContent-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip",
    ]

    @Test("RFC 9110 §8.4: a coding that was not asked for, which might inflate, is not read", arguments: coded)
    func contentCoding(header: String) async throws {
        let length = header.contains("Transfer") ? "" : "Content-Length: 2\r\n"
        #expect(
            try await Fetch.failure([.send(FailureTests.head + header + "\r\n" + length + "\r\nxx"), .close])
                == .broken)
    }

    @Test("RFC 9110 §8.4: the coding that is none does no harm")
    func identity() async throws {
        for value in ["identity", "Identity"] {
            let response = try await Fetch.get(
                .send(FailureTests.head + "Content-Encoding: \(value)\r\nContent-Length: 2\r\n\r\nok"))
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test("RFC 9110 §15.2.2: a switch of protocols that nobody asked for is a broken answer")
    func switching() async throws {
        let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
        #expect(try await Fetch.failure([.send(answer)]) == .broken)
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
