internal import Hummingbird
internal import HummingbirdCore
internal import JSON
internal import NIOCore
internal import WorkOSEmulator

/// Reads bodies of the control API, which are JSON: a form, which any site's page can send without being asked, is none.
enum ControlBody {
    /// - Parameter longest: the bytes that the call takes.
    /// - Returns: `nil` when there is no body.
    static func read(_ request: Request, upTo longest: Int) async throws -> JSONValue? {
        let type = request.mediaType
        if let type, type != "application/json" { throw unsupported }
        let body = try await request.body.collect(upTo: longest)
        guard body.readableBytes > 0 else { return nil }
        guard type != nil else { throw unsupported }
        do {
            return try JSONParser.parse(body.readableBytesView)
        } catch {
            throw ControlError(.invalidRequest, "the body is not valid JSON: \(error)")
        }
    }

    private static var unsupported: ControlError {
        ControlError(.unsupportedMediaType, "Content-Type must be application/json")
    }
}
