import OAuth
import Testing

@Suite("Fetching: the answer")
struct AnswerTests {
    @Test("RFC 9112 §3: one GET goes out, for the URL as it was written")
    func request() async throws {
        let server = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        _ = try await Fetch.get("http://127.0.0.1:\(server.port)/a%2Fb/../c?x=1&y=%20")
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.hasPrefix("GET /a%2Fb/../c?x=1&y=%20 HTTP/1.1\r\n"))
        let lines = request.lowercased().split(separator: "\r\n").map(String.init)
        #expect(lines.filter { $0.hasPrefix("host:") } == ["host: 127.0.0.1:\(server.port)"])
        #expect(lines.contains("connection: close"))
        #expect(lines.contains("accept: application/json"))
        #expect(lines.contains("accept-encoding: identity"))
        #expect(
            !lines.contains {
                $0.hasPrefix("content-length") || $0.hasPrefix("authorization") || $0.hasPrefix("cookie")
            })
    }

    @Test("RFC 9110 §12.5.1: the media types that the caller wants are asked for")
    func accept() async throws {
        let server = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        let limits = FetchLimits(timeout: .seconds(60), accept: "application/jwk-set+json, application/json")
        _ = try await Fetch.get("http://127.0.0.1:\(server.port)/", limits: limits)
        #expect(
            server.requests.first?.lowercased().contains("\r\naccept: application/jwk-set+json, application/json\r\n")
                == true)
    }

    @Test("A URL without a path asks for /")
    func emptyPath() async throws {
        let server = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        _ = try await Fetch.get("http://127.0.0.1:\(server.port)?a")
        #expect(server.requests.first?.hasPrefix("GET /?a HTTP/1.1\r\n") == true)
    }

    @Test("RFC 9110 §5.3: the answer is read whole; header names are in lower case, several lines of one are joined")
    func whole() async throws {
        let response = try await Fetch.get(
            .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Twice: one\r\nx-twice: two\r\n"),
            .send("CACHE-CONTROL: max-age=60\r\nContent-Length: 7\r\n\r\n{\"a\""), .send(":1}"), .close)
        #expect(response.status == 200)
        #expect(response.body == Array("{\"a\":1}".utf8))
        #expect(response.headers["content-type"] == "application/json")
        #expect(response.headers["cache-control"] == "max-age=60")
        #expect(response.headers["x-twice"] == "one, two")
        #expect(response.headers.keys.allSatisfy { $0 == $0.lowercased() })
    }

    static let bodies: [(String, String)] = [
        ("Content-Length: 0\r\n\r\n", ""), ("Content-Length: 3\r\n\r\nabc", "abc"),
        ("\r\nuntil the end", "until the end"),
        ("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde"),
        ("Transfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n", ""), ("Content-Length: 3\r\n\r\nabcdef", "abc"),
    ]

    @Test("RFC 9112 §6: a body by length, by chunks or by the connection's end", arguments: bodies)
    func body(rest: String, body: String) async throws {
        let response = try await Fetch.get(.send("HTTP/1.1 200 OK\r\n" + rest), .close)
        #expect(String(decoding: response.body, as: UTF8.self) == body)
    }

    @Test("An answer of known length is done before its connection ends")
    func keptOpen() async throws {
        let response = try await Fetch.get(.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        #expect(response.body == Array("ok".utf8))
    }

    @Test("Redirects are not followed but returned", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        let other = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        let response = try await Fetch.get(
            .send("HTTP/1.1 \(status) Moved\r\nLocation: http://127.0.0.1:\(other.port)/\r\nContent-Length: 0\r\n\r\n"))
        #expect(response.status == status)
        #expect(response.headers["location"] == "http://127.0.0.1:\(other.port)/")
        #expect(other.requests.isEmpty)
    }

    @Test("Any other status is an answer too", arguments: [204, 304, 400, 401, 404, 500, 503, 599])
    func status(status: Int) async throws {
        let response = try await Fetch.get(.send("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n"))
        #expect(response.status == status)
    }

    @Test("RFC 9110 §15.2: interim answers are passed over", arguments: ["100 Continue", "103 Early Hints"])
    func interim(line: String) async throws {
        let response = try await Fetch.get(
            .send("HTTP/1.1 \(line)\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        #expect(response.status == 200)
        #expect(response.body == Array("ok".utf8))
    }

    @Test("Many fetches at once each get their own answer")
    func concurrent() async throws {
        let server = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask { try await Fetch.get("http://127.0.0.1:\(server.port)/\(index)").body.count }
            }
            for try await count in group { #expect(count == 2) }
        }
        #expect(Set(server.requests.map { $0.prefix { $0 != "\r\n" } }).count == 50)
        try await server.allClosed()
    }
}
