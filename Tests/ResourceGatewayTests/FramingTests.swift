import NIOCore
import ResourceGateway
import Testing

@Suite("Framing and connection abuse")
struct FramingTests {
    private func withEcho(
        options: GatewayHarness.Options = .init(), _ body: @escaping @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        try await ScriptedUpstream.with(ScriptedUpstream.echo) { upstream in
            try await GatewayHarness.with(upstream: upstream.port, options: options, body)
        }
    }

    @Test(
        "RFC 9112 §11.2: no option of a connection makes a body into a second request",
        arguments: ["GET", "DELETE", "POST"], ["content-length", "Content-Length, x", "transfer-encoding"])
    func smuggling(method: String, option: String) async throws {
        try await ScriptedUpstream.with({ wire in
            let head = try await wire.take(through: "\r\n\r\n")
            let inner = "POST /admin HTTP/1.1\r\nX-Claviger-Subject: root\r\n\r\n"
            let answer =
                head.lowercased().contains("content-length: \(inner.utf8.count)\r\n") ? "framed" : "NOT framed: \(head)"
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                let inner = "POST /admin HTTP/1.1\r\nX-Claviger-Subject: root\r\n\r\n"
                var lines = ["Connection: \(option)"]
                if method != "POST" { lines.append("Content-Length: \(inner.utf8.count)") }
                let request = gateway.request(method, headers: lines, body: inner)
                let response = try await gateway.exchange(method == "POST" ? request : request + inner)
                #expect(response.body == "framed")
            }
        }
    }

    @Test("RFC 9112 §6.1: a client of HTTP/1.0 gets no chunks; its answer ends with the connection")
    func http10() async throws {
        try await ScriptedUpstream.with({ wire in
            _ = try await wire.take(through: "\r\n\r\n")
            try await wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request("GET").replacing("HTTP/1.1", with: "HTTP/1.0"))
                    let answer = await wire.takeRest()
                    #expect(answer.hasPrefix("HTTP/1.0 200"))
                    #expect(!answer.lowercased().contains("transfer-encoding"))
                    #expect(answer.hasSuffix("\r\n\r\nhello"))
                }
            }
        }
    }

    @Test(
        "after a request that would change the protocol the connection ends, since nothing more is read from it",
        arguments: ["Connection: Upgrade\r\nUpgrade: h2c", "Connection: keep-alive, upgrade\r\nUpgrade: websocket"])
    func upgrade(lines: String) async throws {
        try await withEcho { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                try await wire.send(gateway.request(headers: [lines], authorization: nil))
                #expect(await wire.takeRest().contains("Connection: close"))
            }
        }
    }

    @Test("an answer whose connection ends with it arrives whole, however slowly it is read")
    func closeAfterFlush() async throws {
        let body = String(repeating: "x", count: 4_000_000)
        try await ScriptedUpstream.with({ wire in
            while true {
                _ = try await wire.take(through: "\r\n\r\n{}")
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                for _ in 0..<8 {
                    let count = try await withConnection(to: gateway.port) { wire async throws in
                        try await wire.send(gateway.request(headers: ["Connection: close"]))
                        _ = try await wire.take(through: "\r\n\r\n")
                        var count = wire.drop(wire.pending.utf8.count).utf8.count
                        while (try? await wire.fill()) != nil { count += wire.drop(wire.pending.utf8.count).utf8.count }
                        return count
                    }
                    #expect(count == body.utf8.count)
                }
            }
        }
    }

    @Test("after an answer of its own the gateway waits the idle time, not that of a header")
    func idleAfterChallenge() async throws {
        var options = GatewayHarness.Options()
        options.limits.headerTimeout = patience
        try await withEcho(options: options) { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                for _ in 0..<2 {
                    try await wire.send(gateway.request(authorization: nil))
                    #expect(try await wire.takeResponse().status == 401)
                }
                // A second connection that dies of the header's time shows that it has passed for the first as well.
                try await withConnection(to: gateway.port) { silent async throws in
                    #expect(await silent.takeRest().isEmpty)
                }
                try await wire.send(gateway.request(authorization: nil))
                #expect(try await wire.takeResponse().status == 401)
            }
        }
    }

    @Test("RFC 9110 §10.1.1: who waits for 100-continue and is refused loses the connection, not the next request")
    func expectationRefused() async throws {
        try await withEcho { gateway async throws in
            let request = gateway.request(headers: ["Expect: 100-continue"], authorization: nil, body: "0123456789")
            let response = try await gateway.exchange(request.replacing("0123456789", with: ""))
            #expect(response.status == 401)
            #expect(response.header("Connection") == "close")
        }
    }

    @Test("RFC 9112 §5.1: space behind a value is not part of it")
    func trailingSpace() async throws {
        try await withEcho { gateway async throws in
            let request = gateway.request(headers: ["Origin: https://app.example.com \t"])
                .replacing("Host: mcp.example.com", with: "Host: mcp.example.com \t")
                .replacing("Content-Length: 2", with: "Content-Length: 2 ")
                .replacing(gateway.token, with: gateway.token + " ")
            let response = try await gateway.exchange(request)
            #expect(response.status == 200)
            #expect(response.header("Access-Control-Allow-Origin") == "https://app.example.com")
        }
    }

    @Test("an upstream that changes the protocol unasked is 502, and its connection is not used again")
    func switchingProtocols() async throws {
        try await ScriptedUpstream.with({ wire in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                for _ in 0..<2 { #expect(try await gateway.exchange(gateway.request()).status == 502) }
            }
        }
    }

    @Test("an upstream that stops reading an upload is 504, not the client's fault")
    func upstreamStopsReading() async throws {
        var options = GatewayHarness.Options()
        options.limits.headerTimeout = patience
        options.limits.body = 100_000_000
        options.responseTimeout = patience * 2
        let (done, confirm) = AsyncStream.makeStream(of: Int.self)
        let acknowledgements = Acknowledgements(done)
        try await ScriptedUpstream.with({ wire in
            _ = try await wire.take(through: "\r\n\r\n")
            await acknowledgements.wait()
        }) { [options] upstream in
            try await GatewayHarness.with(upstream: upstream.port, options: options) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    let size = 64_000_000
                    let head = gateway.request(body: "").replacing("Content-Length: 0", with: "Content-Length: \(size)")
                    try await wire.send(head)
                    let outbound = wire.outbound
                    let upload = Task {
                        for _ in 0..<64 { try await outbound.write(.init(repeating: 0x20, count: 1_000_000)) }
                    }
                    #expect(try await wire.takeResponse().status == 504)
                    upload.cancel()
                }
                confirm.yield(1)
            }
        }
    }

    @Test("a JWT comes under Bearer; under the older scheme it is no token of ours, known or not")
    func olderScheme() async throws {
        try await withEcho { gateway async throws in
            #expect(try await gateway.exchange(gateway.request(authorization: "Token \(gateway.token)")).status == 401)
            #expect(try await gateway.exchange(gateway.request()).status == 200)
            #expect(try await gateway.exchange(gateway.request(authorization: "Token \(gateway.token)")).status == 401)
        }
    }
}
