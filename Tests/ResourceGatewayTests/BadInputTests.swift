import JSON
import ResourceGateway
import TestSupport
import Testing

@Suite("Bad input and bad upstreams")
struct BadInputTests {
    private func withEcho(
        limits: GatewayLimits = GatewayLimits(), _ body: @escaping @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        var options = GatewayHarness.Options()
        options.limits = limits
        try await ScriptedUpstream.with(ScriptedUpstream.echo) { [options] upstream in
            try await GatewayHarness.with(upstream: upstream.port, options: options, body)
        }
    }

    @Test("a body that announces 100 MB is 413, and the connection ends without reading it")
    func announcedBody() async throws {
        try await withEcho { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                let request = gateway.request(body: "").replacing(
                    "Content-Length: 0", with: "Content-Length: 100000000")
                try await wire.send(request + String(repeating: "x", count: 1000))
                let response = try await wire.takeResponse()
                #expect(response.status == 413)
                #expect(response.header("Connection") == "close")
                #expect(try JSONParser.parse(response.body)["error"] == "body_too_large")
                _ = await wire.takeRest()
            }
        }
    }

    @Test("a body in chunks that grows beyond the limit is 413")
    func chunkedBody() async throws {
        var limits = GatewayLimits()
        limits.body = 100_000
        try await withEcho(limits: limits) { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                let request = gateway.request(body: "").replacing(
                    "Content-Length: 0", with: "Transfer-Encoding: chunked")
                let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
                try await wire.send(request + String(repeating: chunk, count: 7))
                let response = try await wire.takeResponse()
                #expect(response.status == 413)
                _ = await wire.takeRest()
            }
        }
    }

    @Test("a header of 64 KiB is 431", arguments: [40_000, 64 * 1024, 100_000])
    func header(size: Int) async throws {
        try await withEcho { gateway async throws in
            let big = "X-Big: " + String(repeating: "x", count: size)
            let response = try await gateway.exchange(gateway.request(headers: [big]))
            #expect(response.status == 431)
        }
    }

    @Test(
        "what is not HTTP is 400 and the end of the connection",
        arguments: [
            "nonsense\r\n\r\n", "GET /mcp HTTP/9.9\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: mcp.example.com\r\nContent-Length: x\r\n\r\n",
            "POST /mcp HTTP/1.1\r\nHost: mcp.example.com\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        ])
    func notHTTP(text: String) async throws {
        try await withEcho { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                try await wire.send(text)
                let answer = await wire.takeRest()
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
            }
        }
    }

    @Test("a connection that sends half a head is answered 408 after the configured time, a silent one is closed")
    func halfOpen() async throws {
        var limits = GatewayLimits()
        limits.headerTimeout = patience
        try await withEcho(limits: limits) { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                try await wire.send("POST /mcp HTTP/1.1\r\nHost: mcp")
                #expect(await wire.takeRest().hasPrefix("HTTP/1.1 408"))
            }
            try await withConnection(to: gateway.port) { wire async throws in
                #expect(await wire.takeRest().isEmpty)
            }
        }
    }

    @Test("a body that stops coming is 408 after the configured time")
    func stalledBody() async throws {
        var limits = GatewayLimits()
        limits.headerTimeout = patience
        try await withEcho(limits: limits) { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                try await wire.send(gateway.request(body: "0123456789").replacing("0123456789", with: "01234"))
                #expect(try await wire.takeResponse().status == 408)
                _ = await wire.takeRest()
            }
        }
    }

    @Test("an upstream that is down is 502 with a JSON body, and the connection goes on")
    func upstreamDown() async throws {
        try await withRefusingPort { port in
            try await GatewayHarness.with(upstream: port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    for _ in 0..<2 {
                        try await wire.send(gateway.request())
                        let response = try await wire.takeResponse()
                        #expect(response.status == 502)
                        #expect(try JSONParser.parse(response.body)["error"] == "upstream_unreachable")
                    }
                }
            }
        }
    }

    @Test("an upstream that closes without an answer, or answers something else than HTTP, is 502")
    func upstreamGarbage() async throws {
        for answer in ["", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"] {
            try await ScriptedUpstream.with({ wire async throws in
                _ = try await wire.take(through: "\r\n\r\n{}")
                if !answer.isEmpty { try await wire.send(answer) }
            }) { upstream in
                try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                    #expect(try await gateway.exchange(gateway.request()).status == 502)
                }
            }
        }
    }

    @Test("an upstream that is slow is 504 after the configured time, and loses its connection")
    func upstreamSlow() async throws {
        let (ended, confirm) = AsyncStream.makeStream(of: Int.self)
        let acknowledgements = Acknowledgements(ended)
        var options = GatewayHarness.Options()
        options.responseTimeout = .milliseconds(100)
        try await ScriptedUpstream.with({ wire async throws in
            _ = await wire.takeRest()
            confirm.yield(1)
        }) { [options] upstream in
            try await GatewayHarness.with(upstream: upstream.port, options: options) { gateway async throws in
                let response = try await gateway.exchange(gateway.request())
                #expect(response.status == 504)
                #expect(try JSONParser.parse(response.body)["error"] == "upstream_timeout")
                await acknowledgements.wait()
            }
        }
    }

    @Test("an upstream's own error reaches the client as it is")
    func upstreamError() async throws {
        let body = #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}"#
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n{}")
            try await wire.send(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body)
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                let response = try await gateway.exchange(gateway.request())
                #expect(response.status == 400)
                #expect(response.body == body)
            }
        }
    }

    @Test("an upstream that refuses in the middle of an upload is heard")
    func earlyAnswer() async throws {
        try await ScriptedUpstream.with({ wire async throws in
            _ = try await wire.take(through: "\r\n\r\n")
            try await wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
            _ = await wire.takeRest()
        }) { upstream in
            try await GatewayHarness.with(upstream: upstream.port) { gateway async throws in
                try await withConnection(to: gateway.port) { wire async throws in
                    try await wire.send(gateway.request(body: "0123456789").replacing("0123456789", with: "0"))
                    let response = try await wire.takeResponse()
                    #expect(response.status == 413)
                    #expect(response.body == "no")
                    #expect(response.header("Connection") == "close")
                    _ = await wire.takeRest()
                }
            }
        }
    }
}
