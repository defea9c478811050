import HTTPTypes
import JSON
import MCP
import Testing

@Suite("The requests of a client")
struct MCPRequestFactoryTests {
    private func factory(_ version: ProtocolVersion, session: String? = nil) -> MCPRequestFactory {
        MCPRequestFactory(version: version, clientName: "tester", clientVersion: "1", sessionID: session)
    }

    private func body(_ post: MCPRequestFactory.Post) throws -> JSONValue { try JSONParser.parse(post.body) }

    @Test("2026-07-28: every request carries its envelope, and headers that repeat the body")
    func modern() throws {
        let post = factory(.v20260728, session: "s").callTool(
            id: 7, name: "näme", arguments: ["a": 1], progressToken: "p")
        #expect(post.headers[.mcpProtocolVersion] == "2026-07-28")
        #expect(post.headers[.mcpMethod] == "tools/call")
        #expect(post.headers[.mcpName] == "=?base64?bsOkbWU=?=")
        #expect(post.headers[.mcpSessionID] == nil)
        #expect(post.headers[.accept] == "application/json, text/event-stream")
        #expect(post.headers[.contentType] == "application/json")
        #expect(
            try body(post) == [
                "jsonrpc": "2.0", "id": 7, "method": "tools/call",
                "params": [
                    "name": "näme", "arguments": ["a": 1],
                    "_meta": [
                        "progressToken": "p", "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                        "io.modelcontextprotocol/clientInfo": ["name": "tester", "version": "1"],
                        "io.modelcontextprotocol/clientCapabilities": [:],
                    ],
                ],
            ])
    }

    @Test("2026-07-28: what the factory makes passes the check of the envelope")
    func agreement() throws {
        let factory = factory(.v20260728)
        for post in [factory.discover(id: 1), factory.listTools(id: 2), factory.callTool(id: "3", name: " x")] {
            guard case .request(let request) = try JSONRPCMessage(parsing: post.body) else {
                Issue.record("not a request")
                continue
            }
            try RequestEnvelope.check(request, headers: post.headers, supported: [.v20260728])
        }
    }

    @Test("Up to 2025-11-25: initialize stands before any version header and session")
    func initialize() throws {
        let post = factory(.v20251125, session: "s").initialize(id: 1)
        #expect(post.headers[.mcpProtocolVersion] == nil)
        #expect(post.headers[.mcpSessionID] == nil)
        #expect(try body(post)["params"]?["protocolVersion"] == "2025-11-25")
        #expect(try body(post)["params"]?["clientInfo"]?["name"] == "tester")
    }

    @Test("Up to 2025-11-25: later messages carry the session and, since 2025-06-18, the version")
    func session() throws {
        let post = factory(.v20250618, session: "s").listTools(id: 1)
        #expect(post.headers[.mcpSessionID] == "s")
        #expect(post.headers[.mcpProtocolVersion] == "2025-06-18")
        #expect(post.headers[.mcpMethod] == nil)
        #expect(try body(post)["params"] == nil)
        #expect(factory(.v20250326, session: "s").initialized().headers[.mcpProtocolVersion] == nil)
        #expect(try body(factory(.v20251125).initialized())["id"] == nil)
    }
}
