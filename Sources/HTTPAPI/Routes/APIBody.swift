internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import JSON
internal import NIOCore
internal import OAuth
internal import WorkOSEmulator

/// Reads the body of a request to the WorkOS-compatible API: a JSON object, a form, or nothing.
enum APIBody {
    private static let longest = 1024 * 1024
    /// More than any operation reads.
    private static let mostPairs = 1000

    static func read(_ request: Request) async throws -> JSONObject {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: longest)
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge)
        }
        guard body.readableBytes > 0 else { return [:] }
        switch request.mediaType {
        case "application/x-www-form-urlencoded":
            guard let pairs = FormURLEncoded.parse(body.readableBytesView), pairs.count <= mostPairs else {
                throw APIError(
                    .badRequest, "invalid_body", "The body is not a valid form of at most \(mostPairs) fields.")
            }
            // Of several fields of one name the first one counts.
            return JSONObject(pairs.reversed().map { ($0.name, .string($0.value)) })
        case "application/json", nil:
            let value: JSONValue
            do { value = try JSONParser.parse(body.readableBytesView) } catch {
                throw APIError(.badRequest, "invalid_body", "The body is not valid JSON: \(error)")
            }
            guard let object = value.object else {
                throw APIError(.badRequest, "invalid_body", "The body must be a JSON object.")
            }
            return object
        default:
            throw APIError(
                .unsupportedMediaType, "unsupported_media_type",
                "Content-Type must be application/json or application/x-www-form-urlencoded.")
        }
    }
}
