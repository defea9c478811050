/// The names of the requests and notifications that this package speaks.
package enum MCPMethod {
    /// Handshake era: agrees on a version.
    package static let initialize = "initialize"
    /// Handshake era: asks whether the other side is there.
    package static let ping = "ping"
    /// Modern era: asks for versions and capabilities.
    package static let discover = "server/discover"
    package static let listTools = "tools/list"
    package static let callTool = "tools/call"
    /// Handshake era: the client has understood the answer to `initialize`.
    package static let initialized = "notifications/initialized"
    /// Handshake era: the client no longer wants the answer to a request.
    package static let cancelled = "notifications/cancelled"
    package static let progress = "notifications/progress"

    /// The parameter that the header `Mcp-Name` repeats, for the methods that have one (2026-07-28, Streamable HTTP).
    package static func nameParameter(of method: String) -> String? {
        switch method {
        case callTool, "prompts/get": "name"
        case "resources/read": "uri"
        default: nil
        }
    }
}
