import JSON
import Testing

@Suite("What is served where")
struct RoutingTests {
    private func withGateway(_ body: @escaping @Sendable (GatewayHarness) async throws -> Void) async throws {
        try await ScriptedUpstream.with(ScriptedUpstream.echo) { upstream in
            try await GatewayHarness.with(upstream: upstream.port, body)
        }
    }

    private static let metadataPath = "/.well-known/oauth-protected-resource/mcp"

    @Test("RFC 9728 §3: the resource's metadata, at the path-inserted URL and, with one route, at the root")
    func metadata() async throws {
        try await withGateway { gateway async throws in
            for path in [Self.metadataPath, "/.well-known/oauth-protected-resource"] {
                let response = try await gateway.exchange(gateway.request("GET", path: path, authorization: nil))
                #expect(response.status == 200)
                #expect(response.header("Access-Control-Allow-Origin") == "*")
                let document = try JSONParser.parse(response.body)
                #expect(document["resource"]?.string == GatewayHarness.resource)
                #expect(document["authorization_servers"]?.strings == [GatewayHarness.issuer])
                #expect(document["scopes_supported"]?.strings == ["mcp", "mcp:write"])
                #expect(document["bearer_methods_supported"]?.strings == ["header"])
            }
        }
    }

    @Test("the metadata answers every origin, and only reads")
    func metadataMethods() async throws {
        try await withGateway { gateway async throws in
            let foreign = try await gateway.exchange(
                gateway.request("GET", path: Self.metadataPath, headers: ["Origin: https://evil.example"]))
            #expect(foreign.status == 200)
            let post = try await gateway.exchange(gateway.request(path: Self.metadataPath))
            #expect(post.status == 405)
            #expect(post.header("Allow") == "GET, HEAD, OPTIONS")
        }
    }

    @Test("RFC 9110 §9.3.2: HEAD gives the length and no body")
    func head() async throws {
        try await withGateway { gateway async throws in
            try await withConnection(to: gateway.port) { wire async throws in
                try await wire.send(gateway.request("HEAD", path: Self.metadataPath))
                let head = try await wire.take(through: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 200"))
                try await wire.send(gateway.request("GET", path: "/none"))
                #expect(try await wire.takeResponse().status == 404)
            }
        }
    }

    @Test("old clients that look for the authorization server here are sent to it")
    func redirect() async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(
                gateway.request("GET", path: "/.well-known/oauth-authorization-server", authorization: nil))
            #expect(response.status == 307)
            #expect(
                response.header("Location") == "https://auth.example.com/.well-known/oauth-authorization-server")
        }
    }

    @Test(
        "paths are compared byte for byte",
        arguments: [
            "//mcp", "/mcp/", "/MCP", "/mcp/../mcp", "/%6dcp", "/mcp%2f", "/", "/mcp/x", "http://mcp.example.com/mcp",
        ])
    func paths(path: String) async throws {
        try await withGateway { gateway async throws in
            #expect(try await gateway.exchange(gateway.request(path: path)).status == 404)
        }
    }

    @Test(
        "DNS rebinding: a Host that is not ours is refused before anything else",
        arguments: [
            "Host: evil.example", "Host: mcp.example.com.evil.example", "Host: mcp.example.com@evil.example", "X: y",
        ])
    func host(line: String) async throws {
        try await withGateway { gateway async throws in
            let text = gateway.request(authorization: nil).replacing("Host: mcp.example.com", with: line)
            #expect([400, 403].contains(try await gateway.exchange(text).status))
        }
    }

    @Test("a Host with a port is ours as well; two Hosts are not")
    func hostPort() async throws {
        try await withGateway { gateway async throws in
            let port = gateway.request().replacing("Host: mcp.example.com", with: "Host: MCP.example.com:8443")
            #expect(try await gateway.exchange(port).status == 200)
            let two = gateway.request(headers: ["Host: evil.example"])
            #expect([400, 403].contains(try await gateway.exchange(two).status))
        }
    }

    @Test("a page of an origin that is not allowed is refused; one that is allowed can read the challenge")
    func origin() async throws {
        try await withGateway { gateway async throws in
            for origin in ["https://evil.example", "null", "http://localhost:80.evil.example", "http://localhost.evil"]
            {
                let response = try await gateway.exchange(gateway.request(headers: ["Origin: \(origin)"]))
                #expect(response.status == 403, "\(origin)")
            }
            for origin in ["https://app.example.com", "http://localhost:6274", "http://localhost"] {
                let response = try await gateway.exchange(
                    gateway.request(headers: ["Origin: \(origin)"], authorization: nil))
                #expect(response.status == 401)
                #expect(response.header("Access-Control-Allow-Origin") == origin)
                #expect(
                    response.header("Access-Control-Expose-Headers")
                        == "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version")
            }
        }
    }

    @Test("a preflight is answered before authentication")
    func preflight() async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(
                gateway.request("OPTIONS", headers: ["Origin: https://app.example.com"], authorization: nil))
            #expect(response.status == 204)
            #expect(response.header("Access-Control-Allow-Headers")?.contains("MCP-Protocol-Version") == true)
            #expect(response.header("Content-Length") == nil)
        }
    }

    @Test("other methods are 405", arguments: ["PUT", "PATCH", "TRACE", "PROPFIND"])
    func methods(method: String) async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(gateway.request(method))
            #expect(response.status == 405)
            #expect(response.header("Allow") == "POST, GET, DELETE, OPTIONS")
        }
    }
}
