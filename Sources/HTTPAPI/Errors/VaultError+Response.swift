internal import CredentialVault
internal import HTTPTypes
internal import Hummingbird
internal import JSON

extension VaultError {
    var response: Response {
        switch code {
        case .invalidRequest: return body(.badRequest)
        case .unauthorized:
            var response = body(.unauthorized)
            response.headers[.wwwAuthenticate] = "Bearer"
            return response
        case .encryptionKeyMissing: return body(.serviceUnavailable, code: "executor_encryption_key_missing")
        case .unavailable:
            var response = body(.serviceUnavailable, code: "temporarily_unavailable")
            response.headers[.retryAfter] = "5"
            return response
        }
    }

    private func body(_ status: HTTPResponse.Status, code: String? = nil) -> Response {
        var object: JSONObject = [:]
        object["code"] = code.map(JSONValue.string)
        object["error"] = .string(description)
        return Response(status: status, json: .object(object), cacheControl: "no-store")
    }
}
