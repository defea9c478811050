import JSON
import Testing

@Suite("Proxying")
struct ProxyTests {
    private func withEcho(_ body: @escaping @Sendable (GatewayHarness) async throws -> Void) async throws {
        try await ScriptedUpstream.with(ScriptedUpstream.echo) { upstream in
            try await GatewayHarness.with(upstream: upstream.port, body)
        }
    }

    @Test("the upstream gets the request at its own URL, and what the gateway knows of the caller")
    func identity() async throws {
        try await withEcho { gateway async throws in
            let response = try await gateway.exchange(
                gateway.request(path: "/mcp?a=1", headers: ["Mcp-Session-Id: s", "X-Other: o"], body: "{\"x\":1}"))
            #expect(response.status == 200)
            for line in [
                "POST /upstream?a=1 HTTP/1.1", "X-Claviger-Subject: user_1",
                "X-Claviger-Issuer: https://auth.example.com", "X-Claviger-Account: org_1",
                "X-Claviger-Auth-Source: oauth_local", "X-Claviger-Scopes: mcp", "Mcp-Session-Id: s", "X-Other: o",
            ] {
                #expect(response.body.contains("\(line)\r\n"), "\(line)")
            }
            #expect(response.body.hasSuffix("{\"x\":1}"))
        }
    }

    @Test("the client's token is never sent upstream")
    func credentialStripped() async throws {
        try await withEcho { gateway async throws in
            let response = try await gateway.exchange(gateway.request(headers: ["Proxy-Authorization: Bearer x"]))
            #expect(!response.body.lowercased().contains("authorization"))
            #expect(!response.body.contains(gateway.token))
        }
    }

    @Test("an API key of ours lets in, under both schemes", arguments: ["Bearer", "Token", "bearer"])
    func apiKey(scheme: String) async throws {
        try await withEcho { gateway async throws in
            let response = try await gateway.exchange(
                gateway.request(authorization: "\(scheme) \(GatewayHarness.apiKey)"))
            #expect(response.status == 200)
            #expect(response.body.contains("X-Claviger-Auth-Source: api_key\r\n"))
            #expect(response.body.contains("X-Claviger-Subject: api_key_1\r\n"))
            #expect(response.body.contains("X-Claviger-Account: org_1\r\n"))
        }
    }

    @Test(
        "a caller cannot speak in the gateway's name",
        arguments: [
            "X-Claviger-Subject", "x-claviger-subject", "X_Claviger_Subject", "X-Claviger_Anything", "X-Request-ID",
            "x_request_id",
        ])
    func forged(name: String) async throws {
        try await withEcho { gateway async throws in
            let response = try await gateway.exchange(gateway.request(headers: ["\(name): forged"]))
            #expect(response.status == 200)
            #expect(!response.body.contains("forged"))
        }
    }

    @Test("RFC 9110 §7.6.1: what belongs to one connection is not passed on, nor can it remove our headers")
    func hopByHop() async throws {
        try await withEcho { gateway async throws in
            let response = try await gateway.exchange(
                gateway.request(headers: [
                    "Connection: keep-alive, X-Private, X-Claviger-Subject", "X-Private: p", "Keep-Alive: timeout=5",
                    "TE: trailers", "Upgrade: websocket",
                ]))
            for gone in ["X-Private", "Keep-Alive", "TE:", "Upgrade", "Connection"] {
                #expect(!response.body.contains(gone), "\(gone)")
            }
            #expect(response.body.contains("X-Claviger-Subject: user_1"))
        }
    }

    @Test("W3C trace context: the caller's trace goes on in a span of ours; a malformed one starts a new trace")
    func trace() async throws {
        try await withEcho { gateway async throws in
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            let kept = try await gateway.exchange(
                gateway.request(headers: ["traceparent: 00-\(trace)-00f067aa0ba902b7-01"]))
            #expect(kept.body.contains("traceparent: 00-\(trace)-"))
            #expect(!kept.body.contains("00f067aa0ba902b7"))
            let fresh = try await gateway.exchange(gateway.request(headers: ["traceparent: 00-\(trace)-x-01"]))
            #expect(!fresh.body.contains(trace))
            #expect(fresh.body.contains("traceparent: 00-"))
        }
    }

    @Test("subjects that are not visible ASCII are percent-encoded")
    func subjects() async throws {
        try await withEcho { gateway async throws in
            let token = try await TokenMaker(clock: gateway.clock).token(["sub": "Zoë\r\nX-Evil: 1 %"])
            let response = try await gateway.exchange(gateway.request(authorization: "Bearer \(token)"))
            #expect(response.body.contains("X-Claviger-Subject: Zo%C3%AB%0D%0AX-Evil:%201%20%25\r\n"))
        }
    }

    @Test("requests on one connection are answered in order, also when they come at once")
    func pipelining() async throws {
        try await withEcho { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                let requests = (0..<20).map { gateway.request(body: "{\"n\":\($0)}") }
                try await wire.send(requests.joined())
                for index in 0..<20 {
                    let response = try await wire.takeResponse()
                    #expect(response.status == 200)
                    #expect(response.body.hasSuffix("{\"n\":\(index)}"))
                }
            }
        }
    }

    @Test("a request without a body, and one in chunks, reach the upstream")
    func bodies() async throws {
        try await withEcho { gateway async throws in
            #expect(try await gateway.exchange(gateway.request("GET")).body.hasPrefix("GET /upstream HTTP/1.1"))
            #expect(try await gateway.exchange(gateway.request("DELETE")).body.hasPrefix("DELETE /upstream HTTP/1.1"))
            let empty = gateway.request(body: "").replacing("Content-Length: 0\r\n", with: "")
            #expect(try await gateway.exchange(empty).body.contains("Content-Length: 0"))
            let chunked = gateway.request(body: "").replacing(
                "Content-Length: 0", with: "Transfer-Encoding: chunked")
            let response = try await gateway.exchange(chunked + "2\r\n{}\r\n0\r\n\r\n")
            #expect(response.status == 200)
            #expect(response.body.lowercased().contains("transfer-encoding: chunked"))
        }
    }

    @Test("RFC 9110 §10.1.1: a client that waits for 100-continue gets it once the token is accepted")
    func expectContinue() async throws {
        try await withEcho { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                let request = gateway.request(headers: ["Expect: 100-continue"], body: "{}")
                try await wire.send(String(request.dropLast(2)))
                #expect(try await wire.take(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
                try await wire.send("{}")
                #expect(try await wire.takeResponse().status == 200)
            }
            let refused = gateway.request(headers: ["Expect: 100-continue"], authorization: nil, body: "{}")
            #expect(try await gateway.exchange(String(refused.dropLast(2))).status == 401)
        }
    }
}
