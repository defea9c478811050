internal import NIOCore
internal import NIOHTTP1
internal import OAuth

/// One `GET` on a fresh connection, and its answer, within limits.
///
/// Of several connections that race for one fetch (RFC 8305) only the one that becomes active completes the promise.
final class FetchHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let url: HTTPURL
    private let limits: FetchLimits
    /// Counted from the call on, so that a slow connection leaves less time for the answer.
    private let deadline: NIODeadline
    private let promise: EventLoopPromise<FetchResponse>
    private var response: FetchResponse?
    private var timer: Scheduled<Void>?
    private var isDone = false

    init(url: HTTPURL, limits: FetchLimits, deadline: NIODeadline, promise: EventLoopPromise<FetchResponse>) {
        self.url = url
        self.limits = limits
        self.deadline = deadline
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target)
        head.headers.add(name: "Host", value: url.authority)
        head.headers.add(name: "Accept", value: "application/json")
        head.headers.add(name: "User-Agent", value: "claviger")
        head.headers.add(name: "Connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) {
            let (handler, context) = bound.value
            handler.fail(FetchError(.timedOut, "\(handler.url.origin) did not answer in time"), context)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            var headers: [String: String] = [:]
            for header in head.headers where headers[header.name.lowercased()] == nil {
                headers[header.name.lowercased()] = header.value
            }
            response = FetchResponse(status: Int(head.status.code), headers: headers, body: [])
        case .body(let buffer):
            guard (response?.body.count ?? 0) + buffer.readableBytes <= limits.body else {
                fail(FetchError(.tooLarge, "\(url.origin) sent more than \(limits.body) bytes"), context)
                return
            }
            response?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let response else { return }
            finish(.success(response), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(FetchError(.broken, "\(url.origin): \(error)"), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(FetchError(.broken, "\(url.origin) closed the connection before its answer was complete"), context)
        context.fireChannelInactive()
    }

    private func fail(_ error: FetchError, _ context: ChannelHandlerContext) { finish(.failure(error), context) }

    private func finish(_ result: Result<FetchResponse, FetchError>, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        timer?.cancel()
        promise.completeWith(result.mapError { $0 as any Error })
        context.close(promise: nil)
    }
}
