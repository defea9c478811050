internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import OAuth

/// Gives every request an identifier, the caller's where it is well-formed, which the answer and the log name.
struct RequestIdentifier: RouterMiddleware {
    let identifiers: IdentifierGenerator

    @concurrent
    func handle(
        _ request: Request, context: ControlPlaneContext,
        next: @concurrent (Request, ControlPlaneContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID =
            RequestIdentifier.wellFormed(request.headers[values: .xRequestID]) ?? identifiers.next("req_")
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        var response = try await next(request, context)
        response.headers[.xRequestID] = context.requestID
        return response
    }

    /// 1 to 128 letters, digits, points, hyphens and underscores: nothing that could break a log or a header.
    private static func wellFormed(_ values: [String]) -> String? {
        guard values.count == 1, let value = values.first, (1...128).contains(value.utf8.count),
            value.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "._-".utf8.contains(byte)
            })
        else { return nil }
        return value
    }
}

extension HTTPField.Name {
    static var xRequestID: HTTPField.Name { HTTPField.Name("X-Request-ID")! }
}
