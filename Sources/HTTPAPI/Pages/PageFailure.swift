package import AuthorizationServer
package import HTTPTypes
package import Logging
package import OAuth

/// Why there is an error page, and no other page, to show.
package struct PageFailure: Error, Sendable {
    package var status: HTTPResponse.Status
    /// For developers; an OAuth error code where there is one.
    package var code: String
    /// What was wrong and how to mend it.
    package var description: String
    /// Seconds to wait.
    package var retryAfter: Int64?
    /// Where the person may go on.
    package var interaction: Interaction?
    /// Whether to go on there at once: the form was ours and only out of date.
    package var beginsAgain = false
    /// For the log.
    package var detail: String?
    package var logLevel = Logger.Level.error

    package init(
        _ status: HTTPResponse.Status, code: String, _ description: String, interaction: Interaction? = nil
    ) {
        self.status = status
        self.code = code
        self.description = description
        self.interaction = interaction
    }

    /// An error that must not go to the client by a redirect (RFC 6749 §4.1.2.1).
    package init(_ error: OAuthError) {
        let status: HTTPResponse.Status =
            switch error.code {
            // Not 401 for an unknown client: clients take a 400 here as the sign to register again.
            case .loginRequired: .unauthorized
            case .accessDenied: .forbidden
            case .tooManyRequests, .slowDown: .tooManyRequests
            case .serverError: .internalServerError
            case .temporarilyUnavailable: .serviceUnavailable
            default: .badRequest
            }
        self.init(status, code: error.code.rawValue, error.description)
        logLevel = error.logLevel
        detail = error.detail
        retryAfter = error.retryAfter ?? (status == .serviceUnavailable ? 5 : nil)
    }
}
