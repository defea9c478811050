internal import NIOCore
internal import NIOHTTP1
internal import OAuth

/// One connection from a client: reads requests, one at a time, and answers each or has the upstream answer it.
///
/// Confined to its event loop. The states follow one request: its head arrives (`idle`), a verdict or a connection is
/// awaited (`waiting`), it is proxied (`proxying`), or it was answered here and the rest of it is thrown away
/// (`swallowing`, `lingering`). Since one event loop alone comes here and no access calls out in its middle, the runtime's
/// checks for overlapping accesses, a twentieth of the time of a request, are left out. Parts that arrive while nobody can take them wait in `queue`, and reading stops.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    enum State {
        case idle
        case waiting
        case proxying(UpstreamConnection)
        /// Answered; the request's end is near, and the connection goes on after it.
        case swallowing
        /// Answered for the last time: the connection ends once the answer is sent, and when there is a rest of the
        /// request, a bounded part of it is read first so that the answer is not lost to a reset.
        case lingering
        case closed
    }

    let worker: GatewayWorker
    @exclusivity(unchecked) var context: ChannelHandlerContext?
    @exclusivity(unchecked) var state = State.idle
    @exclusivity(unchecked) var exchange = Exchange()
    /// When `deadlineDidPass` is due.
    @exclusivity(unchecked) var deadline = NIODeadline.distantFuture
    @exclusivity(unchecked) var readIsHeld = false
    @exclusivity(unchecked) var isDraining = false
    @exclusivity(unchecked) private var queue = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 0)
    @exclusivity(unchecked) private var isProcessing = false
    /// A part was decoded from the bytes that are being read.
    @exclusivity(unchecked) private var sawPart = false
    /// While `lingering`: the answer has left for the client.
    @exclusivity(unchecked) var answerIsSent = false

    init(worker: GatewayWorker) { self.worker = worker }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { open() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        open()
        context.fireChannelActive()
    }

    private func open() {
        guard deadline == .distantFuture else { return }
        deadline = .now() + TimeAmount(worker.limits.headerTimeout)
        worker.add(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .proxying(let upstream) = state { upstream.abandon() }
        state = .closed
        queue.removeAll()
        worker.remove(self)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        sawPart = true
        if queue.isEmpty, canTake(part), !isProcessing {
            take(part)
        } else {
            queue.append(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .idle = state, !sawPart { headerDidBegin() }
        sawPart = false
        if case .proxying(let upstream) = state { upstream.flush() }
        context.fireChannelReadComplete()
    }

    /// Bytes arrived that are not a whole head yet.
    private func headerDidBegin() {
        guard !exchange.headerHasBegun else { return }
        exchange.headerHasBegun = true
        deadline = .now() + TimeAmount(worker.limits.headerTimeout)
    }

    func read(context: ChannelHandlerContext) {
        if mustHoldReads { readIsHeld = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        if case .proxying(let upstream) = state {
            if isWritable { upstream.resumeReading() }
            // A client that takes nothing of its answer must not hold two connections for ever.
            if exchange.answerHasBegun {
                deadline = isWritable ? .distantFuture : .now() + TimeAmount(worker.limits.idleTimeout)
            }
        }
        if isWritable { resumeReading() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !exchange.answerHasBegun else {
            context.close(promise: nil)
            return
        }
        if case .proxying(let upstream) = state { upstream.abandon() }
        state = .waiting
        exchange.mustClose = true
        respond(error == .headerOverflow ? .headersTooLarge : .malformedRequest)
    }

    // MARK: - Flow of request parts

    private var mustHoldReads: Bool {
        if !queue.isEmpty { return true }
        switch state {
        case .proxying(let upstream): return !upstream.isWritable
        // Answers that nobody reads must not pile up.
        case .idle, .waiting, .swallowing: return !isWritable
        case .lingering: return !answerIsSent && exchange.bodyBytes > ClientConnection.mostLingering
        case .closed: return false
        }
    }

    private func canTake(_ part: HTTPServerRequestPart) -> Bool {
        switch (state, part) {
        case (.idle, _), (.swallowing, _), (.lingering, _), (.closed, _): true
        case (.proxying, .head), (.waiting, _): false
        case (.proxying, _): true
        }
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            if case .idle = state { requestDidBegin(head) }
        case .body(let buffer): requestDidSend(buffer)
        case .end: requestDidEnd()
        }
    }

    /// Takes what waited in the queue as far as somebody can take it, then reads on.
    func resumeReading() {
        guard !isProcessing else { return }
        isProcessing = true
        while let part = queue.first, canTake(part) { take(queue.removeFirst()) }
        isProcessing = false
        if case .proxying(let upstream) = state { upstream.flush() }
        if readIsHeld, !mustHoldReads {
            readIsHeld = false
            context?.read()
        }
    }

    // MARK: - Ending

    /// The gateway is stopping: a connection without a request ends now, any other one after its answer.
    func drain() {
        isDraining = true
        exchange.mustClose = true
        guard case .idle = state else { return }
        exchange.requestHasEnded = true
        lingerAndClose()
    }

    func abort() { context?.close(promise: nil) }
}
