internal import NIOCore
internal import NIOHTTP1
internal import OAuth

/// One `GET` on a fresh connection, and its answer, within limits. It is added once the connection is there.
final class FetchHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// What the head of an answer, and its trailers, may have.
    static let headerLimits: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 128
        return limits
    }()

    /// The bytes that an answer may take in all: a body in chunks of a single byte takes six times as many, and the size
    /// of the headers counts neither their colons nor their line ends.
    static func longestAnswer(body: Int) -> Int { min(body, .max / 16) * 6 + headerLimits.maxHeaderListSize * 2 }

    private let url: HTTPURL
    private let limits: FetchLimits
    /// Counted from the call on, so that a slow look-up or connection leaves less time for the answer.
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

    func handlerAdded(context: ChannelHandlerContext) {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target)
        head.headers.add(name: "Host", value: url.authority)
        head.headers.add(name: "Accept", value: limits.accept)
        // Without it any coding is welcome (RFC 9110 §12.5.3), and one that inflates defeats the limit of the body.
        head.headers.add(name: "Accept-Encoding", value: "identity")
        head.headers.add(name: "User-Agent", value: "claviger")
        head.headers.add(name: "Connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) {
            let (handler, context) = bound.value
            handler.fail(.timedOut, "did not answer in time", context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): read(head, context)
        case .body(let buffer):
            guard (response?.body.count ?? 0) + buffer.readableBytes <= limits.body else {
                fail(.tooLarge, "sent more than \(limits.body) bytes", context)
                return
            }
            response?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let response else { return }
            finish(.success(response), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? FetchError {
            finish(.failure(error), context)
        } else {
            fail(.broken, "\(error)", context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.broken, "closed the connection before its answer was complete", context)
        context.fireChannelInactive()
    }

    private func read(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        var headers: [String: String] = [:]
        for header in head.headers {
            let name = header.name.lowercased()
            headers[name] = headers[name].map { "\($0), \(header.value)" } ?? header.value
        }
        // Interim answers do not come here; 101 is one that nobody asked for.
        guard head.status.code >= 200 else { return fail(.broken, "answers \(head.status.code)", context) }
        guard (headers["content-encoding"] ?? "identity").lowercased() == "identity",
            (headers["transfer-encoding"] ?? "chunked").lowercased() == "chunked"
        else { return fail(.broken, "sent a content coding that was not asked for", context) }
        response = FetchResponse(status: Int(head.status.code), headers: headers, body: [])
    }

    private func fail(_ code: FetchError.Code, _ detail: String, _ context: ChannelHandlerContext) {
        finish(.failure(FetchError(code, "\(url.origin): \(detail)")), context)
    }

    private func finish(_ result: Result<FetchResponse, FetchError>, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        timer?.cancel()
        promise.completeWith(result.mapError { $0 as any Error })
        context.close(promise: nil)
    }
}
