internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import WorkOSEmulator

extension APIError {
    var response: Response {
        var response = Response(
            status: HTTPResponse.Status(code: status.rawValue), json: json, cacheControl: "no-store")
        response.headers[.retryAfter] = retryAfter.map(String.init)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = challenge }
        return response
    }

    /// RFC 9110 §11.6.1 wants one with every 401. `invalid_client` is about a client's own credentials.
    private var challenge: String {
        code == "invalid_client" ? #"Basic realm="WorkOS API""# : #"Bearer realm="WorkOS API""#
    }

    var logLevel: Logger.Level { status == .internalError || status == .unavailable ? .error : .debug }
}
