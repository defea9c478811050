/// A released revision of the Model Context Protocol, oldest first.
package enum ProtocolVersion: String, Sendable, Hashable {
    case v20241105 = "2024-11-05"
    case v20250326 = "2025-03-26"
    case v20250618 = "2025-06-18"
    case v20251125 = "2025-11-25"
    case v20260728 = "2026-07-28"

    /// How a client and a server come to know each other.
    package enum Era: Sendable {
        /// Once, by `initialize`; what was agreed holds for the session.
        case handshake
        /// In every request: `params._meta` carries version and capabilities, and there are no sessions.
        case modern
    }

    package var era: Era { self == .v20260728 ? .modern : .handshake }

    /// Whether requests name the version in `MCP-Protocol-Version`: since 2025-06-18 they do.
    package var isNamedInHeader: Bool {
        switch self {
        case .v20241105, .v20250326: false
        case .v20250618, .v20251125, .v20260728: true
        }
    }
}
