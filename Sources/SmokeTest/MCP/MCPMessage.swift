import JSON

/// A JSON-RPC message of the tester, with the headers that go with it (MCP, Streamable HTTP).
struct MCPMessage: Sendable {
    /// The newest version, which knows no handshake.
    static let statelessVersion = "2026-07-28"
    /// The newest version that begins with a handshake.
    static let handshakeVersion = "2025-11-25"

    /// `nil` for a notification.
    var id: Int64?
    var headers: [(name: String, value: String)]
    var body: JSONValue

    private init(id: Int64?, method: String, params: JSONValue?, headers: [(name: String, value: String)]) {
        var body: JSONObject = ["jsonrpc": "2.0"]
        body["id"] = id.map(JSONValue.integer)
        body["method"] = .string(method)
        body["params"] = params
        self.id = id
        self.body = .object(body)
        self.headers = headers
    }

    private static let clientInfo: JSONValue = ["name": "claviger-smoke", "version": "1"]

    /// `tools/list` of the stateless version: what a handshake would have said goes with the request.
    static let statelessToolsList = MCPMessage(
        id: 1, method: "tools/list",
        params: [
            "_meta": [
                "io.modelcontextprotocol/protocolVersion": .string(statelessVersion),
                "io.modelcontextprotocol/clientInfo": clientInfo,
                "io.modelcontextprotocol/clientCapabilities": .object([:]),
            ]
        ],
        headers: [("MCP-Protocol-Version", statelessVersion), ("Mcp-Method", "tools/list")])

    /// The first message of a handshake.
    static let initialize = MCPMessage(
        id: 1, method: "initialize",
        params: [
            "protocolVersion": .string(handshakeVersion), "capabilities": .object([:]), "clientInfo": clientInfo,
        ],
        headers: [])

    /// The last message of a handshake.
    static func initialized(_ session: MCPSession) -> MCPMessage {
        MCPMessage(id: nil, method: "notifications/initialized", params: nil, headers: session.headers)
    }

    /// `tools/list` after a handshake.
    static func toolsList(_ session: MCPSession) -> MCPMessage {
        MCPMessage(id: 2, method: "tools/list", params: nil, headers: session.headers)
    }
}

/// What a handshake agreed on.
struct MCPSession: Sendable {
    var version: String
    var id: String?

    var headers: [(name: String, value: String)] {
        [("MCP-Protocol-Version", version)] + (id.map { [("Mcp-Session-Id", $0)] } ?? [])
    }
}
