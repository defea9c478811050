internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import OAuth

/// Reads the body of a request to an OAuth endpoint: a form, or JSON with the same names.
enum FormBody {
    private static let longest = 64 * 1024

    /// - Parameter names: the parameters that the endpoint reads; all others are ignored.
    static func read(_ request: Request, names: Set<String>) async throws -> [(name: String, value: String)] {
        let body = try await request.body.collect(upTo: longest)
        switch request.mediaType {
        case "application/x-www-form-urlencoded":
            guard let parameters = FormURLEncoded.parse(body.readableBytesView) else {
                throw OAuthError(.invalidRequest, "The body is not a valid form")
            }
            return parameters
        case "application/json": return try jsonParameters(body, names)
        default:
            throw OAuthError(
                .invalidRequest, "Content-Type must be application/x-www-form-urlencoded or application/json")
        }
    }

    private static func jsonParameters(
        _ body: ByteBuffer, _ names: Set<String>
    ) throws -> [(name: String, value: String)] {
        guard let object = (try? JSONParser.parse(body.readableBytesView))?.object else {
            throw OAuthError(.invalidRequest, "The body is not a valid JSON object")
        }
        var parameters: [(name: String, value: String)] = []
        for (name, value) in object.members where value != .null && names.contains(name) {
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

extension Request {
    /// The media type of the body in lower case, without parameters.
    var mediaType: String? {
        headers[.contentType]?.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
    }

    /// The whole body as JSON.
    /// - Throws: `invalid_client_metadata` when it is not JSON, or says that it is something else.
    func clientMetadata() async throws -> JSONValue {
        guard mediaType == "application/json" else {
            throw OAuthError(.invalidClientMetadata, "Content-Type must be application/json")
        }
        // Strangers' registrations are kept for good, so they are small.
        let body = try await body.collect(upTo: 16 * 1024)
        do { return try JSONParser.parse(body.readableBytesView) } catch {
            throw OAuthError(.invalidClientMetadata, "The body is not valid JSON: \(error)")
        }
    }
}
