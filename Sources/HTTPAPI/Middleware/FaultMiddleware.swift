internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import JSON
internal import NIOCore
internal import WorkOSEmulator

/// Has requests fail by the rules that tests set, before anything is done for them.
struct FaultMiddleware: RouterMiddleware {
    /// The connection was closed on purpose.
    struct DroppedConnection: Error {}

    let faults: FaultInjector

    @concurrent
    func handle(
        _ request: Request, context: ControlPlaneContext,
        next: @concurrent (Request, ControlPlaneContext) async throws -> Response
    ) async throws -> Response {
        guard let rule = faults.take(method: request.method.rawValue, path: request.uri.path) else {
            return try await next(request, context)
        }
        if rule.delay > 0 { try await faults.sleep(.milliseconds(rule.delay)) }
        switch rule.outcome {
        case .none: return try await next(request, context)
        case .answer(let answer): return FaultMiddleware.response(answer)
        case .malformed(let status):
            return FaultMiddleware.response(
                status, ByteBuffer(string: #"{"object":"list","data":[{"id":"org_01"#), type: "application/json")
        case .drop:
            // An answer that is made for a closed connection goes nowhere.
            try? await context.channel.close()
            throw DroppedConnection()
        }
    }

    private static func response(_ answer: FaultRule.Answer) -> Response {
        var response =
            switch answer.body {
            case .null: Response(status: HTTPResponse.Status(code: answer.status))
            case .string(let text): response(answer.status, ByteBuffer(string: text), type: "text/plain; charset=utf-8")
            case let json?: response(answer.status, ByteBuffer(bytes: json.serialized()), type: "application/json")
            case nil where answer.status < 400: Response(status: HTTPResponse.Status(code: answer.status))
            case nil: response(answer.status, ByteBuffer(bytes: standard.serialized()), type: "application/json")
            }
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            response.headers[name] = header.value
        }
        return response
    }

    private static var standard: JSONValue {
        ["code": "injected_fault", "message": "A fault was set for this request."]
    }

    private static func response(_ status: Int, _ body: ByteBuffer, type: String) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: body))
    }
}
