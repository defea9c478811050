/// What an OAuth endpoint refuses, and why (RFC 6749 §5.2 and its extensions).
///
/// `code` and `description` go to the client; `detail` is for the log alone. Two errors are equal when their codes are.
package struct OAuthError: Error, Sendable {
    /// An error code; open, since extensions add their own.
    package struct Code: Sendable, Hashable, RawRepresentable {
        package var rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let invalidRequest = Code(rawValue: "invalid_request")
        package static let invalidClient = Code(rawValue: "invalid_client")
        package static let invalidGrant = Code(rawValue: "invalid_grant")
        package static let unauthorizedClient = Code(rawValue: "unauthorized_client")
        package static let unsupportedGrantType = Code(rawValue: "unsupported_grant_type")
        package static let invalidScope = Code(rawValue: "invalid_scope")
        /// RFC 8707 §2.
        package static let invalidTarget = Code(rawValue: "invalid_target")
        package static let serverError = Code(rawValue: "server_error")
        package static let temporarilyUnavailable = Code(rawValue: "temporarily_unavailable")
    }

    package var code: Code
    /// For the developer of the client: what was wrong and how to mend it. ASCII, as RFC 6749 §5.2 asks.
    package var description: String
    /// For the log.
    package var detail: String?

    package init(_ code: Code, _ description: String, detail: String? = nil) {
        self.code = code
        self.description = description
        self.detail = detail
    }
}

extension OAuthError: Equatable {
    package static func == (left: OAuthError, right: OAuthError) -> Bool { left.code == right.code }
}
