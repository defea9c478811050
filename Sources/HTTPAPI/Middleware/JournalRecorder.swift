internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import OAuth
internal import WorkOSEmulator

/// Keeps what clients ask, and how it is answered, in the journal. The control API and the health checks are not the
/// clients' affair.
struct JournalRecorder: RouterMiddleware {
    /// The largest body that any client's endpoint takes.
    private static let longestBody = 1024 * 1024

    let journal: RequestJournal
    let clock: any WallClock
    /// The operation that a method and a path stand for, such as `/organizations/{id}`.
    let operation: @Sendable (_ method: String, _ path: String) -> String?

    @concurrent
    func handle(
        _ request: Request, context: ControlPlaneContext,
        next: @concurrent (Request, ControlPlaneContext) async throws -> Response
    ) async throws -> Response {
        guard !PublicPath.isExempt(request.uri.path) else { return try await next(request, context) }
        let start = ContinuousClock.now
        let receivedAt = clock.now()
        var request = request
        let body: ByteBuffer
        do {
            body = try await request.collectBody(upTo: JournalRecorder.longestBody)
        } catch is NIOTooManyBytesError {
            let response = ErrorRenderer<ControlPlaneContext>.response(.contentTooLarge, request)
            record(entry(request, ByteBuffer(), context, receivedAt), response, context, since: start)
            return response
        }
        let entry = entry(request, body, context, receivedAt)
        do {
            let response = try await next(request, context)
            record(entry, response, context, since: start)
            return response
        } catch {
            // Nothing is answered: the connection ends.
            record(entry, nil, context, since: start)
            throw error
        }
    }

    private func entry(
        _ request: Request, _ body: ByteBuffer, _ context: ControlPlaneContext, _ receivedAt: Timestamp
    ) -> JournalEntry {
        let headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        let host = request.head.authority.map { [(name: "host", value: $0)] } ?? []
        return JournalEntry(
            method: request.method.rawValue, target: request.head.path ?? "", headers: host + headers,
            body: Array(body.readableBytesView), requestID: context.requestID, receivedAt: receivedAt)
    }

    private func record(
        _ entry: JournalEntry, _ response: Response?, _ context: ControlPlaneContext,
        since start: ContinuousClock.Instant
    ) {
        var entry = entry
        // The router names what it has no route for too, though not by a path.
        entry.operation =
            operation(entry.method, entry.path)
            ?? context.endpointPath.flatMap { $0.hasPrefix("/") ? "\(entry.method) \($0)" : nil }
        entry.status = response.map { Int($0.status.code) }
        let elapsed = (ContinuousClock.now - start).components
        let microseconds = elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000
        entry.milliseconds = Double(microseconds) / 1000
        journal.record(entry)
    }
}
