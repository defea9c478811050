internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import OAuth

/// Reads the body of a token request: a form, or JSON with the same names.
enum TokenRequestBody {
    private static let longest = 64 * 1024

    static func read(_ request: Request) async throws -> TokenRequest {
        let body = try await request.body.collect(upTo: longest)
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        switch type?.filter({ $0 != " " }) {
        case "application/x-www-form-urlencoded":
            guard let parameters = FormURLEncoded.parse(body.readableBytesView) else {
                throw OAuthError(.invalidRequest, "The body is not a valid form")
            }
            return try TokenRequest(parameters: parameters)
        case "application/json":
            return try TokenRequest(parameters: try jsonParameters(body))
        default:
            throw OAuthError(
                .invalidRequest, "Content-Type must be application/x-www-form-urlencoded or application/json")
        }
    }

    private static func jsonParameters(_ body: ByteBuffer) throws -> [(name: String, value: String)] {
        guard let object = (try? JSONParser.parse(body.readableBytesView))?.object else {
            throw OAuthError(.invalidRequest, "The body is not a valid JSON object")
        }
        var parameters: [(name: String, value: String)] = []
        for (name, value) in object.members where value != .null && TokenRequest.names.contains(name) {
            if let text = value.string {
                parameters.append((name, text))
            } else if let texts = value.strings {
                parameters += texts.map { (name, $0) }
            } else {
                throw OAuthError(.invalidRequest, "\(name) must be a string")
            }
        }
        return parameters
    }
}
