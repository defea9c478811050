internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import OAuth

extension OAuthError {
    /// RFC 6749 §5.2.
    var response: Response {
        var response = Response(
            status: status, json: ["error": .string(code.rawValue), "error_description": .string(description)],
            cacheControl: "no-store")
        if code == .invalidClient { response.headers[.wwwAuthenticate] = "Basic realm=\"token endpoint\"" }
        if let seconds = retryAfter ?? (code == .temporarilyUnavailable ? 5 : nil) {
            response.headers[.retryAfter] = String(seconds)
        }
        return response
    }

    /// As a protected resource answers (RFC 6750 §3.1).
    var bearerResponse: Response {
        var response = self.response
        let status: HTTPResponse.Status? =
            switch code {
            case .invalidToken: .unauthorized
            case .insufficientScope: .forbidden
            default: nil
            }
        guard status != nil || code == .invalidRequest else { return response }
        if let status { response.status = status }
        let quotable = description.filter { $0 != "\"" && $0 != "\\" }
        response.headers[.wwwAuthenticate] =
            "Bearer error=\"\(code.rawValue)\", error_description=\"\(quotable)\""
            + (code == .insufficientScope ? ", scope=\"openid\"" : "")
        return response
    }

    /// RFC 6750 §3.1: without credentials the challenge says nothing of an error.
    static var missingBearer: Response {
        var response = Response(
            status: .unauthorized,
            json: [
                "error": "invalid_token", "error_description": "A bearer token is needed in the Authorization header",
            ],
            cacheControl: "no-store")
        response.headers[.wwwAuthenticate] = "Bearer"
        return response
    }

    /// How much the detail is worth to who reads the log: what strangers can cause at will must not fill it.
    var logLevel: Logger.Level {
        switch code {
        case .serverError: .error
        case .temporarilyUnavailable: .warning
        default: .info
        }
    }

    /// The status of an answer to a program.
    var status: HTTPResponse.Status {
        switch code {
        case .invalidClient: .unauthorized
        case .serverError: .internalServerError
        case .temporarilyUnavailable: .serviceUnavailable
        case .tooManyRequests: .tooManyRequests
        default: .badRequest
        }
    }
}
