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
        /// RFC 7591 §3.2.2.
        package static let invalidRedirectURI = Code(rawValue: "invalid_redirect_uri")
        /// RFC 7591 §3.2.2.
        package static let invalidClientMetadata = Code(rawValue: "invalid_client_metadata")
        /// RFC 6750 §3.1.
        package static let invalidToken = Code(rawValue: "invalid_token")
        /// RFC 6750 §3.1.
        package static let insufficientScope = Code(rawValue: "insufficient_scope")
        package static let accessDenied = Code(rawValue: "access_denied")
        package static let unsupportedResponseType = Code(rawValue: "unsupported_response_type")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let loginRequired = Code(rawValue: "login_required")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let consentRequired = Code(rawValue: "consent_required")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let interactionRequired = Code(rawValue: "interaction_required")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let requestNotSupported = Code(rawValue: "request_not_supported")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let requestURINotSupported = Code(rawValue: "request_uri_not_supported")
        /// OpenID Connect Core 1.0 §3.1.2.6.
        package static let registrationNotSupported = Code(rawValue: "registration_not_supported")
        /// RFC 8628 §3.5.
        package static let authorizationPending = Code(rawValue: "authorization_pending")
        /// RFC 8628 §3.5.
        package static let slowDown = Code(rawValue: "slow_down")
        /// RFC 8628 §3.5.
        package static let expiredToken = Code(rawValue: "expired_token")
        /// Too many failed attempts; no RFC has a code for it.
        package static let tooManyRequests = Code(rawValue: "too_many_requests")
        package static let serverError = Code(rawValue: "server_error")
        package static let temporarilyUnavailable = Code(rawValue: "temporarily_unavailable")
    }

    package var code: Code
    /// For the developer of the client: what was wrong and how to mend it. ASCII, as RFC 6749 §5.2 asks.
    package var description: String
    /// For the log.
    package var detail: String?

    /// Seconds after which the same request may succeed, where that is known (RFC 9110 §10.2.3).
    package var retryAfter: Int64?

    package init(_ code: Code, _ description: String, detail: String? = nil, retryAfter: Int64? = nil) {
        self.code = code
        self.description = description
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

extension OAuthError: Equatable {
    package static func == (left: OAuthError, right: OAuthError) -> Bool { left.code == right.code }
}
