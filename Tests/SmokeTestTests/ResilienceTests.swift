import OAuth
import SmokeTest
import Testing

extension OverTheNetwork {
    @Suite("No server can hang or crash the tester")
    struct ResilienceTests {
        /// The timeout is short only where it is meant to run out.
        private func run(_ url: HTTPURL, timeout: Duration = .seconds(30)) async throws -> SmokeReport {
            try await SmokeTester.run(
                SmokeOptions(target: url, timeout: timeout, requestsPerSecond: nil), forge: TestKeys.forge)
        }

        private static let challenge =
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\nContent-Length: 0\r\n\r\n"

        @Test("A port where nothing listens: unreachable")
        func refused() async throws {
            let free = try await RawServer.run({ _ in .silence }) { $0 }
            let error = try await #require(throws: TargetUnreachable.self) { _ = try await run(free) }
            #expect(error.description == "could not reach \(free.text): connection refused")
        }

        @Test("A host that does not exist (RFC 2606 §2): unreachable")
        func unknownHost() async throws {
            let url = try #require(HTTPURL("http://no-such-host.invalid/mcp?key=planted-in-the-query"))
            let error = try await #require(throws: TargetUnreachable.self) { _ = try await run(url) }
            #expect(error.description.hasPrefix("could not reach http://no-such-host.invalid/mcp: "))
        }

        @Test("A server that says nothing: unreachable within the timeout")
        func silent() async throws {
            try await RawServer.run({ _ in .silence }) { url in
                let start = ContinuousClock.now
                let error = try await #require(throws: TargetUnreachable.self) {
                    _ = try await run(url, timeout: .milliseconds(300))
                }
                #expect(error.description == "could not reach \(url.text): no answer within 0.3 s")
                #expect(ContinuousClock.now - start < .seconds(10))
            }
        }

        @Test(
            "A server that does not speak HTTP, or hangs up: unreachable",
            arguments: [
                "SSH-2.0-OpenSSH_9.2\r\n", "", "HTTP/1.1 banana\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
            ])
        func garbage(answer: String) async throws {
            try await RawServer.run({ _ in .bytes(answer) }) { url in
                await #expect(throws: TargetUnreachable.self) { _ = try await run(url) }
            }
        }

        @Test("A server that hangs from the second request on: checks fail or are skipped, and the run ends")
        func hangsLater() async throws {
            try await RawServer.run({ $0.hasPrefix("GET") ? .silence : .bytes(Self.challenge) }) { url in
                let report = try await run(url, timeout: .seconds(2))
                #expect(report.failedIDs.contains(.resourceMetadata))
                let got = try report.got(.resourceMetadata)
                #expect(got?.contains("no answer within 2 s") == true, "\(got ?? "no failure")")
                #expect(try report.skip(.algNone)?.premise == .resourceMetadata)
            }
        }

        @Test("Metadata without an end is read to the limit and no further")
        func endlessMetadata() async throws {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"resource\":\""
            let piece = String(repeating: "a", count: 64 * 1024)
            let script: @Sendable (String) -> RawServer.Script = {
                $0.hasPrefix("GET") ? .endless(head, piece) : .bytes(Self.challenge)
            }
            try await RawServer.run(script) { url in
                let report = try await run(url)
                let got = try report.got(.resourceMetadata)
                #expect(got?.contains("a body beyond the limit") == true, "\(got ?? "no failure")")
            }
        }

        @Test("An event stream without an end is left once the response has come, or when the time is up")
        func endlessStream() async throws {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            let tools = #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}]}}"#
            let scripts: [(RawServer.Script, passes: Bool, timeout: Double)] = [
                (.open(head + "data: \(tools)\n\n"), true, 30),
                (.endless(head + "data: \(tools)\n\n", ": still here\n\n"), true, 30),
                (.open(head + ": nothing\n\n"), false, 1.5),
                (.endless(head + ": nothing\n\n", ": still here\n\n"), false, 30),
            ]
            for (script, passes, timeout) in scripts {
                try await RawServer.run({ _ in script }) { url in
                    let options = SmokeOptions(
                        target: url, means: .token(Secret("opaque-token")), timeout: .seconds(timeout),
                        requestsPerSecond: nil, only: [.toolsList])
                    let report = try await SmokeTester.run(options, forge: TestKeys.forge)
                    #expect(report.passed.count == (passes ? 1 : 0))
                }
            }
        }

        @Test(
            "Metadata that is anything but what it should be fails its own check",
            arguments: [
                "", "null", "[]", "{", "{\"resource\":1,\"authorization_servers\":{}}",
                "{\"resource\":\"x\",\"authorization_servers\":[\"not a url\", 7]}",
                String(repeating: "[", count: 100_000),
            ])
        func garbageMetadata(body: String) async throws {
            let answer =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            try await RawServer.run({ $0.hasPrefix("GET") ? .bytes(answer) : .bytes(Self.challenge) }) { url in
                let report = try await run(url)
                #expect(report.failedIDs.contains(.resourceMetadata))
                #expect(!report.failedIDs.contains(.algNone))
            }
        }

        @Test("Redirects are not followed")
        func redirects() async throws {
            let answer = "HTTP/1.1 302 Found\r\nLocation: /elsewhere?code=planted-code\r\nContent-Length: 0\r\n\r\n"
            let log = RawServerLog()
            let script: @Sendable (String) -> RawServer.Script = { line in
                log.add(line)
                return .bytes(answer)
            }
            try await RawServer.run(script) { url in
                let report = try await run(url)
                #expect(try report.got(.noToken) == "302, Location: /elsewhere")
                #expect(!log.lines.contains { $0.contains("elsewhere") })
            }
        }
    }
}
