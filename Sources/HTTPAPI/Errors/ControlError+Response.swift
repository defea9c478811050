internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import WorkOSEmulator

extension ControlError {
    var response: Response {
        var response = Response(status: status, json: json, cacheControl: "no-store")
        if code == .unauthorized { response.headers[.wwwAuthenticate] = #"Bearer realm="control API""# }
        if code == .unavailable { response.headers[.retryAfter] = "2" }
        return response
    }

    private var status: HTTPResponse.Status {
        switch code {
        case .invalidRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalidSeed, .invalidState: .unprocessableContent
        case .conflict: .conflict
        case .unavailable: .serviceUnavailable
        }
    }

    var logLevel: Logger.Level { code == .unavailable ? .error : .info }
}
