package import HTTPTypes
package import JSON

/// The requests of an MCP client, each as the headers and the body of one `POST`, in the form of a version.
package struct MCPRequestFactory: Sendable {
    /// One `POST` to the server's endpoint.
    package struct Post: Sendable {
        package var headers: HTTPFields
        package var body: [UInt8]
    }

    package var version: ProtocolVersion
    /// The name that the client gives itself.
    package var clientName: String
    package var clientVersion: String
    /// Handshake era: the `Mcp-Session-Id` of the answer to `initialize`, if it had one.
    package var sessionID: String?

    package init(version: ProtocolVersion, clientName: String, clientVersion: String, sessionID: String? = nil) {
        self.version = version
        self.clientName = clientName
        self.clientVersion = clientVersion
        self.sessionID = sessionID
    }

    /// `server/discover`, of the modern era.
    package func discover(id: JSONRPCID) -> Post { post(JSONRPCRequest(id: id, method: MCPMethod.discover)) }

    /// `initialize`, of the handshake era; it stands before any agreed version and any session.
    package func initialize(id: JSONRPCID) -> Post {
        let params: JSONObject = [
            "protocolVersion": .string(version.rawValue), "capabilities": [:], "clientInfo": clientInfo,
        ]
        return Post(
            headers: MCPRequestFactory.contentHeaders,
            body: JSONRPCRequest(id: id, method: MCPMethod.initialize, params: params).json.serialized())
    }

    /// `notifications/initialized`, of the handshake era.
    package func initialized() -> Post {
        Post(headers: headers, body: JSONRPCNotification(method: MCPMethod.initialized).json.serialized())
    }

    package func listTools(id: JSONRPCID) -> Post { post(JSONRPCRequest(id: id, method: MCPMethod.listTools)) }

    /// `tools/call`; with a progress token the server may send progress before the result.
    package func callTool(
        id: JSONRPCID, name: String, arguments: JSONObject = [:], progressToken: JSONRPCID? = nil
    ) -> Post {
        var params: JSONObject = ["name": .string(name), "arguments": .object(arguments)]
        if let progressToken { params["_meta"] = [MetaKey.progressToken: progressToken.json] }
        return post(JSONRPCRequest(id: id, method: MCPMethod.callTool, params: params))
    }

    /// A request in the form of the version: in the modern era with the envelope and the headers that repeat the body.
    package func post(_ request: JSONRPCRequest) -> Post {
        var request = request
        var headers = headers
        if version.era == .modern {
            var meta = request.params["_meta"]?.object ?? [:]
            meta[MetaKey.protocolVersion] = .string(version.rawValue)
            meta[MetaKey.clientInfo] = clientInfo
            meta[MetaKey.clientCapabilities] = [:]
            request.params["_meta"] = .object(meta)
            headers[.mcpMethod] = request.method
            headers[.mcpName] = MCPMethod.nameParameter(of: request.method)
                .flatMap { request.params[$0]?.string }.map(HeaderValue.encode)
        }
        return Post(headers: headers, body: request.json.serialized())
    }

    private var clientInfo: JSONValue { ["name": .string(clientName), "version": .string(clientVersion)] }

    private static let contentHeaders: HTTPFields = [
        .contentType: "application/json", .accept: "application/json, text/event-stream",
    ]

    private var headers: HTTPFields {
        var headers = MCPRequestFactory.contentHeaders
        if version.isNamedInHeader { headers[.mcpProtocolVersion] = version.rawValue }
        if version.era == .handshake { headers[.mcpSessionID] = sessionID }
        return headers
    }
}
