internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import OAuth

extension OAuthError {
    /// RFC 6749 §5.2.
    var response: Response {
        var response = Response(
            status: status, json: ["error": .string(code.rawValue), "error_description": .string(description)],
            cacheControl: "no-store")
        switch code {
        case .invalidClient: response.headers[.wwwAuthenticate] = "Basic realm=\"token endpoint\""
        case .temporarilyUnavailable: response.headers[.retryAfter] = "5"
        default: break
        }
        return response
    }

    private var status: HTTPResponse.Status {
        switch code {
        case .invalidClient: .unauthorized
        case .serverError: .internalServerError
        case .temporarilyUnavailable: .serviceUnavailable
        default: .badRequest
        }
    }
}
