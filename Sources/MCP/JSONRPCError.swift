package import JSON

/// Why a request has no result (JSON-RPC 2.0 §5.1). Equal when the codes are.
package struct JSONRPCError: Error, Sendable, Equatable {
    /// An error code; open, since servers define their own between -32000 and -32019.
    package struct Code: Sendable, Hashable, RawRepresentable {
        package var rawValue: Int64
        package init(rawValue: Int64) { self.rawValue = rawValue }

        /// The text is not JSON.
        package static let parseError = Code(rawValue: -32700)
        /// The JSON is not a message.
        package static let invalidRequest = Code(rawValue: -32600)
        package static let methodNotFound = Code(rawValue: -32601)
        package static let invalidParams = Code(rawValue: -32602)
        /// 2026-07-28: a header is missing, malformed or says other than the body.
        package static let headerMismatch = Code(rawValue: -32020)
        /// 2026-07-28: `data` lists the versions that are supported.
        package static let unsupportedProtocolVersion = Code(rawValue: -32022)
    }

    package var code: Code
    /// One sentence for the developer of the client.
    package var message: String
    package var data: JSONValue?

    package init(_ code: Code, _ message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// The error for a version that the server does not speak.
    package static func unsupportedVersion(_ requested: String, supported: [ProtocolVersion]) -> JSONRPCError {
        JSONRPCError(
            .unsupportedProtocolVersion, "This protocol version is not supported; data.supported lists those that are",
            data: ["supported": .strings(supported.map(\.rawValue)), "requested": .string(requested)])
    }

    /// The `error` member of a response.
    package var json: JSONValue {
        var object: JSONObject = ["code": .integer(code.rawValue), "message": .string(message)]
        object["data"] = data
        return .object(object)
    }

    package static func == (left: JSONRPCError, right: JSONRPCError) -> Bool { left.code == right.code }
}
