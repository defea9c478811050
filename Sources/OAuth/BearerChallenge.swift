/// The challenge that a protected resource answers with (RFC 6750 §3, RFC 9728 §5.1).
package struct BearerChallenge: Sendable, Equatable {
    /// Why a token did not do (RFC 6750 §3.1).
    package enum ErrorCode: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidToken = "invalid_token"
        case insufficientScope = "insufficient_scope"
    }

    /// Absent when the request carried no credentials (RFC 6750 §3.1).
    package var error: ErrorCode?
    package var errorDescription: String?
    package var scope: ScopeSet
    /// The absolute URL of the resource's metadata.
    package var resourceMetadata: String

    package init(
        error: ErrorCode? = nil, errorDescription: String? = nil, scope: ScopeSet, resourceMetadata: String
    ) {
        self.error = error
        self.errorDescription = errorDescription
        self.scope = scope
        self.resourceMetadata = resourceMetadata
    }

    /// The value of a `WWW-Authenticate` header.
    package var headerValue: String {
        var parameters: [(String, String)] = []
        if let error { parameters.append(("error", error.rawValue)) }
        if let errorDescription {
            parameters.append(("error_description", ErrorText.ascii(errorDescription)))
        }
        parameters.append(("resource_metadata", resourceMetadata))
        if !scope.isEmpty { parameters.append(("scope", scope.parameter)) }
        return "Bearer " + parameters.map { "\($0)=\"\($1)\"" }.joined(separator: ", ")
    }
}
