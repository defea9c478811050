import HTTPTypes
import MCP

/// A JSON-RPC message of the tester, with the headers that go with it (MCP, Streamable HTTP).
struct MCPMessage: Sendable {
    /// The newest version, which knows no handshake.
    static let statelessVersion = ProtocolVersion.v20260728
    /// The newest version that begins with a handshake.
    static let handshakeVersion = ProtocolVersion.v20251125

    /// `nil` for a notification.
    var id: Int64?
    var post: MCPRequestFactory.Post

    var headers: [(name: String, value: String)] { post.headers.map { ($0.name.rawName, $0.value) } }

    private static func factory(_ version: ProtocolVersion, session: String? = nil) -> MCPRequestFactory {
        MCPRequestFactory(version: version, clientName: "claviger-smoke", clientVersion: "1", sessionID: session)
    }

    /// `tools/list` of the stateless version: what a handshake would have said goes with the request.
    static let statelessToolsList = MCPMessage(id: 1, post: factory(statelessVersion).listTools(id: 1))

    /// The first message of a handshake.
    static let initialize = MCPMessage(id: 1, post: factory(handshakeVersion).initialize(id: 1))

    /// The last message of a handshake.
    static func initialized(_ session: MCPSession) -> MCPMessage {
        MCPMessage(id: nil, post: session.named(factory(handshakeVersion, session: session.id).initialized()))
    }

    /// `tools/list` after a handshake.
    static func toolsList(_ session: MCPSession) -> MCPMessage {
        MCPMessage(id: 2, post: session.named(factory(handshakeVersion, session: session.id).listTools(id: 2)))
    }
}

/// What a handshake agreed on.
struct MCPSession: Sendable {
    /// The server's word, which may be a version that nobody knows.
    var version: String
    var id: String?

    var headers: [(name: String, value: String)] {
        [("MCP-Protocol-Version", version)] + (id.map { [("Mcp-Session-Id", $0)] } ?? [])
    }

    /// The post, in the version that was agreed on.
    fileprivate func named(_ post: MCPRequestFactory.Post) -> MCPRequestFactory.Post {
        var post = post
        post.headers[.mcpProtocolVersion] = version
        return post
    }
}
