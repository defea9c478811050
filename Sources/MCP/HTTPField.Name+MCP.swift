package import HTTPTypes

/// The header fields of MCP's Streamable HTTP transport.
extension HTTPField.Name {
    /// The protocol version of a request, since 2025-06-18.
    package static let mcpProtocolVersion = HTTPField.Name("MCP-Protocol-Version")!
    /// The session of a request, in the handshake era.
    package static let mcpSessionID = HTTPField.Name("Mcp-Session-Id")!
    /// The body's `method`, in the modern era.
    package static let mcpMethod = HTTPField.Name("Mcp-Method")!
    /// The body's tool or prompt name or resource URI, in the modern era; see `HeaderValue`.
    package static let mcpName = HTTPField.Name("Mcp-Name")!
}
