package import JSON

/// What ties an answer to its request: a string or an integer (JSON-RPC 2.0 §4; MCP forbids `null` and fractions).
///
/// Progress tokens have the same form.
package enum JSONRPCID: Sendable, Hashable {
    case integer(Int64)
    case string(String)

    /// Reads an identifier; `nil` for any other kind of value.
    package init?(_ value: JSONValue) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .string(let string): self = .string(string)
        default: return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .integer(let integer): .integer(integer)
        case .string(let string): .string(string)
        }
    }
}

extension JSONRPCID: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
}
