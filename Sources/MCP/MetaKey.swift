/// The reserved names in `_meta` objects (2026-07-28).
package enum MetaKey {
    package static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
    package static let clientInfo = "io.modelcontextprotocol/clientInfo"
    package static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
    package static let serverInfo = "io.modelcontextprotocol/serverInfo"
    /// Every version: asks for `notifications/progress` that carry this token.
    package static let progressToken = "progressToken"
}
