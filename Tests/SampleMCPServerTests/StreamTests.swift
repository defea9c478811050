import HTTPTypes
import Hummingbird
import JSON
import MCP
import NIOCore
import SampleMCPServer
import Testing

/// On the wire, with a clock that stands still: an event that arrives was sent before the next one could be made.
@Suite("The sample server's streams", .timeLimit(.minutes(1)))
struct StreamTests {
    private let clock = ManualClock()

    private func countdown(
        _ requests: MCPRequestFactory, from: Int64 = 3, id: JSONRPCID = 1
    ) -> MCPRequestFactory.Post {
        requests.callTool(
            id: id, name: "countdown", arguments: ["from": .integer(from), "interval_ms": 1000], progressToken: "p")
    }

    private func open(_ port: Int) async throws -> MCPRequestFactory {
        var requests = Sample.requests(.v20251125)
        requests.sessionID = try await Wire.connect(port) { [requests] wire in
            try await wire.send(requests.initialize(id: 0))
            try await wire.read(until: "Mcp-Session-Id: ")
            return String(try await wire.read(until: "\r\n").dropLast(1))
        }
        return requests
    }

    @Test("Events arrive one by one")
    func oneByOne() async throws {
        try await Wire.serve(SampleMCPServer(clock: clock)) { port in
            try await Wire.connect(port) { wire in
                try await wire.send(countdown(Sample.requests()))
                let head = try await wire.read(until: "\r\n\r\n").lowercased()
                #expect(head.hasPrefix("http/1.1 200"))
                #expect(head.contains("content-type: text/event-stream\r\n"))
                #expect(head.contains("x-accel-buffering: no\r\n"))
                for step in 1...3 {
                    try await wire.read(until: #""progress":\#(step),"#)
                    await clock.untilSleepers(are: 1)
                    clock.advance(by: .seconds(1))
                }
                let rest = try await wire.readToEnd()
                #expect(rest.contains(#""result":"#))
                #expect(rest.hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test("A client that goes away stops the work", arguments: [ProtocolVersion.v20260728, .v20251125])
    func disconnect(version: ProtocolVersion) async throws {
        try await Wire.serve(SampleMCPServer(clock: clock)) { port in
            let requests = version.era == .modern ? Sample.requests() : try await open(port)
            try await Wire.connect(port) { wire in
                try await wire.send(countdown(requests))
                try await wire.read(until: #""progress":1,"#)
                await clock.untilSleepers(are: 1)
            }
            await clock.untilSleepers(are: 0)
        }
    }

    @Test("Up to 2025-11-25: notifications/cancelled ends the call that it names, without a result")
    func cancelled() async throws {
        try await Wire.serve(SampleMCPServer(clock: clock)) { port in
            let requests = try await open(port)
            let cancellation = JSONRPCNotification(method: MCPMethod.cancelled, params: ["requestId": "second"])
            try await Wire.connect(port) { first in
                try await first.send(countdown(requests, from: 1, id: "first"))
                try await first.read(until: #""progress":1,"#)
                await clock.untilSleepers(are: 1)
                try await Wire.connect(port) { second in
                    try await second.send(countdown(requests, id: "second"))
                    try await second.read(until: #""progress":1,"#)
                    await clock.untilSleepers(are: 2)
                    try await Wire.connect(port) { wire in
                        try await wire.send(
                            "POST", requests.initialized().headers, body: cancellation.json.serialized())
                        try await wire.read(until: "HTTP/1.1 202")
                    }
                    #expect(try await second.readToEnd().contains("result") == false)
                }
                await clock.untilSleepers(are: 1)
                clock.advance(by: .seconds(1))
                #expect(try await first.readToEnd().contains(#""result":"#))
            }
        }
    }

    @Test("Up to 2025-11-25: what runs in a session ends with it")
    func sessionEnd() async throws {
        try await Wire.serve(SampleMCPServer(clock: clock)) { port in
            let requests = try await open(port)
            try await Wire.connect(port) { stream in
                try await stream.send(countdown(requests))
                try await stream.read(until: #""progress":1,"#)
                try await Wire.connect(port) { wire in
                    try await wire.send("DELETE", [.mcpSessionID: requests.sessionID ?? ""])
                    try await wire.read(until: "HTTP/1.1 204")
                }
                #expect(try await stream.readToEnd().contains("result") == false)
            }
            await clock.untilSleepers(are: 0)
        }
    }

    @Test("A server that is stopped hard cuts its streams: they do not look ended")
    func cut() async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int?.self)
        let application = Application(
            router: SampleMCPServer(clock: clock).makeRouter(),
            configuration: .init(address: .hostname("localhost", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port) })
        let running = Task { try await application.run() }
        let listening = try #require(await ports.first { _ in true } ?? nil)
        try await Wire.connect(listening) { wire in
            try await wire.send(countdown(Sample.requests()))
            try await wire.read(until: #""progress":1,"#)
            running.cancel()
            let rest = try await wire.readToEnd()
            #expect(!rest.contains("result"))
            #expect(!rest.hasSuffix("0\r\n\r\n"))
        }
        await clock.untilSleepers(are: 0)
        _ = await running.result
    }

    @Test(
        "DNS rebinding: a Host that is not a loopback name is 403", arguments: ["attacker.example", "127.0.0.1.a:80"])
    func host(name: String) async throws {
        try await Wire.serve(SampleMCPServer()) { port in
            try await Wire.connect(port) { wire in
                try await wire.send(Sample.requests().discover(id: 1), host: name)
                try await wire.read(until: "HTTP/1.1 403")
            }
        }
    }

    @Test("A chunked body is counted as it comes: 413 after 1 MiB")
    func chunked() async throws {
        try await Wire.serve(SampleMCPServer()) { port in
            try await Wire.connect(port) { wire in
                let size = (1 << 20) + 1
                var head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                head += "Content-Type: application/json\r\n\r\n\(String(size, radix: 16))\r\n"
                try await wire.write(Array(head.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: size))
                try await wire.read(until: "HTTP/1.1 413")
            }
        }
    }
}
