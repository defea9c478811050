import OAuth
import TestSupport
import Testing

@Suite("Fetching: the connection")
struct ConnectionTests {
    @Test("A port that nobody listens at", arguments: ["127.0.0.1", "localhost"])
    func refused(host: String) async throws {
        try await withRefusingPort { (port: Int) async throws in
            #expect(try await Fetch.failure("http://\(host):\(port)/") == .connectFailed)
            #expect(try await Fetch.failure("https://\(host):\(port)/") == .connectFailed)
        }
    }

    @Test("A name that cannot be one in the DNS: a label of 64 characters, an empty one")
    func unresolvable() async throws {
        for host in [String(repeating: "a", count: 64) + ".example", "a..example"] {
            #expect(try await Fetch.failure("http://\(host)/") == .unresolvable)
            #expect(try await Fetch.failure("https://\(host)/") == .unresolvable)
        }
    }

    @Test("A name is resolved, and each of its addresses tried")
    func localhost() async throws {
        let server = try await ScriptedServer.start([.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        #expect(try await Fetch.get("http://localhost:\(server.port)/").status == 200)
        #expect(server.requests.first?.lowercased().contains("host: localhost:\(server.port)\r\n") == true)
        #expect(server.requests.count == 1)
    }

    @Test("An error names the server for the log, without its path, and its code decides equality")
    func errors() async throws {
        try await withRefusingPort { (port: Int) async throws in
            let error = try await #require(throws: FetchError.self) {
                try await Fetch.get("http://127.0.0.1:\(port)/secret?x=y")
            }
            #expect(error.detail.contains("127.0.0.1:\(port)"))
            #expect(!error.detail.contains("secret"))
            #expect(error == FetchError(.connectFailed, "x"))
            #expect(error != FetchError(.timedOut, error.detail))
        }
    }
}
