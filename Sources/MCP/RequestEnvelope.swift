package import HTTPTypes
import JSON

/// What a request of the modern era says about itself, in its headers and in `params._meta`, which must agree
/// (2026-07-28, "Per-request protocol fields" and Streamable HTTP).
package enum RequestEnvelope {
    /// Whether the body claims to be of the modern era.
    package static func isPresent(in request: JSONRPCRequest) -> Bool {
        request.params["_meta"]?[MetaKey.protocolVersion] != nil
    }

    /// Checks the whole envelope. That a client contradicts itself is told before that its version is not supported.
    /// - Throws: `invalidParams` when required members of `_meta` are missing, `headerMismatch` when headers are
    ///   missing, stand twice or say other than the body, `unsupportedProtocolVersion`.
    package static func check(
        _ request: JSONRPCRequest, headers: HTTPFields, supported: [ProtocolVersion]
    ) throws(JSONRPCError) {
        try checkSingle(.mcpProtocolVersion, in: headers)
        let header = headers[.mcpProtocolVersion]
        guard let member = request.params["_meta"]?[MetaKey.protocolVersion] else {
            // A version of the future may have another envelope, so the version is what to tell about.
            if let header, !supported.contains(where: { $0.rawValue == header }) {
                throw .unsupportedVersion(header, supported: supported)
            }
            throw JSONRPCError(.invalidParams, "params._meta must have \(MetaKey.protocolVersion)")
        }
        guard let version = member.string else {
            throw JSONRPCError(.invalidParams, "\(MetaKey.protocolVersion) must be a string")
        }
        guard request.params["_meta"]?[MetaKey.clientCapabilities]?.object != nil else {
            throw JSONRPCError(.invalidParams, "params._meta must have the object \(MetaKey.clientCapabilities)")
        }
        guard header == version else {
            throw JSONRPCError(.headerMismatch, "MCP-Protocol-Version must equal \(MetaKey.protocolVersion)")
        }
        try checkRouting(of: request, headers: headers)
        guard supported.contains(where: { $0.rawValue == version && $0.era == .modern }) else {
            throw .unsupportedVersion(version, supported: supported)
        }
    }

    /// Checks that `Mcp-Method` and `Mcp-Name`, by which others decide without reading the body, agree with it.
    /// - Throws: `headerMismatch`.
    package static func checkRouting(of request: JSONRPCRequest, headers: HTTPFields) throws(JSONRPCError) {
        try checkSingle(.mcpMethod, in: headers)
        guard headers[.mcpMethod] == request.method else {
            throw JSONRPCError(.headerMismatch, "Mcp-Method must equal the body's method")
        }
        guard let parameter = MCPMethod.nameParameter(of: request.method) else { return }
        try checkSingle(.mcpName, in: headers)
        let name = headers[.mcpName].flatMap(HeaderValue.decode)
        guard name == request.params[parameter]?.string, name != nil || headers[.mcpName] == nil else {
            throw JSONRPCError(.headerMismatch, "Mcp-Name must equal the body's params.\(parameter)")
        }
    }

    /// Of two fields with one name, two readers could each take another.
    private static func checkSingle(_ name: HTTPField.Name, in headers: HTTPFields) throws(JSONRPCError) {
        guard headers[values: name].count <= 1 else {
            throw JSONRPCError(.headerMismatch, "\(name.rawName) stands twice")
        }
    }
}
