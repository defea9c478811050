import JSON
import MCP

/// What the server says about itself, in either era.
enum ServerIdentity {
    /// Newest first: the first of an era is what the server offers when it is asked for one that it does not speak.
    static let versions: [ProtocolVersion] = [.v20260728, .v20251125, .v20250618, .v20250326]
    static let info: JSONValue = ["name": "claviger-sample", "title": "Claviger sample", "version": "1.0.0"]
    static let capabilities: JSONValue = ["tools": [:]]
    static let instructions: JSONValue = """
        Three tools to try a gateway with: whoami says who the gateway thinks you are, countdown streams its progress, \
        and set_greeting needs the scope mcp:write.
        """
}
