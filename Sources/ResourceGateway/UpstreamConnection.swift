internal import NIOCore
internal import NIOHTTP1

/// One connection to an upstream. It serves one exchange at a time and is confined to its event loop.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let pool: UpstreamPool
    @exclusivity(unchecked) private var context: ChannelHandlerContext?
    /// Whom the answer is for; absent while the connection rests in the pool.
    @exclusivity(unchecked) private var client: ClientConnection?
    @exclusivity(unchecked) private var requestIsSent = false
    @exclusivity(unchecked) private var keepAlive = true
    @exclusivity(unchecked) private var readIsHeld = false
    /// When the connection was put into the pool.
    @exclusivity(unchecked) private(set) var restingSince = NIODeadline.uptimeNanoseconds(0)

    init(pool: UpstreamPool) { self.pool = pool }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: - What the client's side calls

    func begin(for client: ClientConnection) {
        self.client = client
        requestIsSent = false
        keepAlive = false
    }

    func send(_ part: HTTPClientRequestPart) {
        guard let context else { return }
        if case .end = part {
            requestIsSent = true
            context.writeAndFlush(wrapOutboundOut(part), promise: nil)
        } else {
            context.write(wrapOutboundOut(part), promise: nil)
        }
    }

    func flush() { context?.flush() }

    /// Ends the exchange from the client's side: what the upstream still does is of no use to anyone.
    func abandon() {
        client = nil
        context?.close(promise: nil)
    }

    func resumeReading() {
        guard readIsHeld else { return }
        readIsHeld = false
        context?.read()
    }

    func rest(at now: NIODeadline) { restingSince = now }

    func close() { context?.close(promise: nil) }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func read(context: ChannelHandlerContext) {
        // A client that reads slowly must not make the gateway's memory grow.
        if let client, !client.isWritable {
            readIsHeld = true
        } else {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let client else {
            // Nobody asked for anything: the connection is of no use any more.
            if case .head = unwrapInboundIn(data) { lose(context) }
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Interim answers are the upstream's word to us (RFC 9110 §15.2).
            guard head.status.code >= 200 else {
                // Nobody asked for another protocol, and no more HTTP comes after this.
                if head.status == .switchingProtocols { lose(context) }
                return
            }
            keepAlive = head.isKeepAlive
            client.upstreamDidSend(head: head)
        case .body(let buffer): client.upstreamDidSend(body: buffer)
        case .end:
            self.client = nil
            let isReusable = keepAlive && requestIsSent
            if isReusable { pool.release(self) } else { context.close(promise: nil) }
            client.upstreamDidEnd(tookWholeRequest: requestIsSent)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        client?.flushAnswer()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        client?.upstreamWritabilityDidChange()
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { lose(context) }

    func channelInactive(context: ChannelHandlerContext) {
        lose(context)
        context.fireChannelInactive()
    }

    private func lose(_ context: ChannelHandlerContext) {
        pool.forget(self)
        if let client {
            self.client = nil
            client.upstreamDidFail()
        }
        context.close(promise: nil)
    }
}
