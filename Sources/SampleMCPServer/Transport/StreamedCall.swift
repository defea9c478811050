import Hummingbird
import JSON
import MCP

/// A call whose answer is a stream of events: its progress, each when it happens, and then the result.
///
/// When the client goes away nobody else can read the stream, so the work stops, in either era.
struct StreamedCall: Sendable {
    let id: JSONRPCID
    /// What the client wants its progress notifications to carry; without it they are comments.
    let progressToken: JSONRPCID?
    let work: @Sendable (_ report: @Sendable (Progress) -> Void) async throws -> ToolResult
    let result: @Sendable (ToolResult) -> JSONObject
    /// The session in which the call can be cancelled by its id.
    var session: Session?

    func response(to request: Request) -> Response {
        let body = ResponseBody { writer in
            let (events, cancel) = start()
            let ticket = session?.begin(id, cancel: cancel)
            defer {
                cancel()
                if let ticket { session?.end(ticket) }
            }
            try await request.body.consumeWithInboundCloseHandler { _ in
                for await event in events { try await writer.write(ByteBuffer(bytes: event)) }
            } onInboundClosed: {
                cancel()
            }
            // A stream that is cut short by the server's end must look cut, not ended.
            try Task.checkCancellation()
            try await writer.finish(nil)
        }
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-cache", .accelBuffering: "no",
            // Watching for the client's departure uses the connection up.
            .connection: "close",
        ]
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Starts the work.
    /// - Returns: The events as they happen, and what ends them and the work.
    private func start() -> (events: AsyncStream<[UInt8]>, cancel: @Sendable () -> Void) {
        let (events, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let task = Task {
            let outcome = try? await work { continuation.yield(event(for: $0)) }
            if let outcome {
                let response = JSONRPCResponse(id: id, .success(result(outcome)))
                continuation.yield(ServerSentEvent.bytes(response.json))
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return (events, { continuation.finish() })
    }

    private func event(for progress: Progress) -> [UInt8] {
        guard let progressToken else { return ServerSentEvent.comment(progress.message) }
        let params: JSONObject = [
            "progressToken": progressToken.json, "progress": .integer(Int64(progress.step)),
            "total": .integer(Int64(progress.total)), "message": .string(progress.message),
        ]
        return ServerSentEvent.bytes(JSONRPCNotification(method: MCPMethod.progress, params: params).json)
    }
}

extension JSONRPCRequest {
    /// The token with which the client asks for progress.
    /// - Throws: `invalidParams` when it is neither a string nor an integer.
    func progressToken() throws(JSONRPCError) -> JSONRPCID? {
        guard let token = params["_meta"]?[MetaKey.progressToken] else { return nil }
        guard let token = JSONRPCID(token) else {
            throw JSONRPCError(.invalidParams, "progressToken must be a string or an integer")
        }
        return token
    }
}
