import NIOCore
import Testing

@Suite("Streams")
struct StreamTests {
    private static let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    @Test("an event reaches the client before the upstream sends the next one")
    func eventByEvent() async throws {
        let (seen, confirm) = AsyncStream.makeStream(of: Int.self)
        let acknowledgements = Acknowledgements(seen)
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send(Self.head)
            for event in 1...3 {
                try await wire.send(Self.chunk(": comment\n\ndata: \(event)\n\n"))
                // The next event is sent only when the client has seen this one.
                await acknowledgements.wait()
            }
            try await wire.send("0\r\n\r\n")
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request())
                    for event in 1...3 {
                        #expect(try await wire.take(through: "data: \(event)\n\n").contains(": comment\n\n"))
                        confirm.yield(event)
                    }
                    #expect(try await wire.take(through: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
                }
            }
        }
    }

    @Test("the request's body streams up: the upstream sees its beginning before the client has sent its end")
    func uploadStreams() async throws {
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "first")
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
            _ = try await wire.take(through: "last")
            try await wire.send("ok")
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    let head = gateway.request(body: "firstlast").replacing("firstlast", with: "first")
                    try await wire.send(head)
                    _ = try await wire.take(through: "\r\n\r\n")
                    try await wire.send("last")
                    #expect(try await wire.take(through: "ok") == "ok")
                }
            }
        }
    }

    @Test("an upstream that dies in the middle of a stream is a cut for the client, not a clean end")
    func upstreamDies() async throws {
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send(Self.head + Self.chunk("data: 1\n\n"))
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request())
                    _ = try await wire.take(through: "data: 1\n\n")
                    let rest = await wire.takeRest()
                    #expect(!rest.contains("0\r\n\r\n"))
                }
            }
        }
    }

    @Test("an upstream that dies before it sent what it announced is a cut as well")
    func upstreamDiesShort() async throws {
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request())
                    _ = try await wire.take(through: "\r\n\r\n")
                    #expect(await wire.takeRest() == "12345")
                }
            }
        }
    }

    @Test("a client that goes away ends the upstream's work: closing the answer is cancellation")
    func clientLeaves() async throws {
        let (ended, confirm) = AsyncStream.makeStream(of: Int.self)
        let acknowledgements = Acknowledgements(ended)
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send(Self.head + Self.chunk("data: 1\n\n"))
            _ = await wire.takeRest()
            confirm.yield(1)
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request())
                    _ = try await wire.take(through: "data: 1\n\n")
                }
                await acknowledgements.wait()
            }
        }
    }

    @Test("a slow reader stops the upstream instead of growing the gateway")
    func backPressure() async throws {
        let (blocked, confirm) = AsyncStream.makeStream(of: Int.self)
        let acknowledgements = Acknowledgements(blocked)
        let total = 64 * 1024 * 1024
        let block = String(repeating: "x", count: 1024 * 1024)
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let written = WrittenCount()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let outbound = wire.outbound
                group.addTask {
                    for _ in 0..<64 {
                        try await outbound.write(.init(string: block))
                        await written.add(1)
                    }
                }
                // Done once the writer has stood still: what fits in sockets' buffers went, and no more.
                confirm.yield(await written.settled())
                try await group.waitForAll()
            }
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request())
                    _ = try await wire.take(through: "\r\n\r\n")
                    let megabytes = await acknowledgements.wait() ?? 64
                    #expect(megabytes < 40)
                    var count = wire.pending.utf8.count
                    _ = wire.drop(count)
                    while count < total {
                        try await wire.fill()
                        let size = wire.pending.utf8.count
                        _ = wire.drop(size)
                        count += size
                    }
                    #expect(count == total)
                }
            }
        }
    }
}

/// Hands out what a stream brings, one by one, to whoever waits.
actor Acknowledgements {
    private var iterator: AsyncStream<Int>.AsyncIterator

    init(_ stream: AsyncStream<Int>) { iterator = stream.makeAsyncIterator() }

    @discardableResult
    func wait() async -> Int? {
        var iterator = iterator
        let value = await iterator.next(isolation: self)
        self.iterator = iterator
        return value
    }
}

/// Counts, and knows when the count has stood still.
private actor WrittenCount {
    private var count = 0

    func add(_ more: Int) { count += more }

    func settled() async -> Int {
        var last = -1
        var still = 0
        while still < 20 {
            if count == last { still += 1 } else { still = 0 }
            last = count
            try? await Task.sleep(for: .milliseconds(10))
        }
        return count
    }
}
