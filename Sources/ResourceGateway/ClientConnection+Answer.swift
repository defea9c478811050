internal import NIOCore
internal import NIOHTTP1

// MARK: - Answers of the gateway's own, and what follows any answer

extension ClientConnection {
    /// Bytes of a refused request that are read so that its connection can be used again.
    static let mostSwallowed = 64 * 1024
    /// Bytes of a refused request that are read before its connection is closed.
    static let mostLingering = 256 * 1024
    private static let lingerTime = TimeAmount.seconds(2)

    func respond(_ response: LocalResponse) {
        exchange.answerHasBegun = true
        deadline = .distantFuture
        var head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        if !exchange.requestID.isEmpty { head.headers.add(name: "X-Request-ID", value: exchange.requestID) }
        if let origin = exchange.corsOrigin { UpstreamResponse.addCORS(origin, to: &head.headers) }
        let isWorthSwallowing = exchange.requestHasEnded || restIsShort
        if !isWorthSwallowing { exchange.mustClose = true }
        if exchange.mustClose { head.headers.add(name: "Connection", value: "close") }
        write(.head(head))
        if exchange.method != .HEAD, response.body.readableBytes > 0 { write(.body(.byteBuffer(response.body))) }
        write(.end(nil))
        context?.flush()
        if exchange.requestHasEnded {
            finish()
        } else if isWorthSwallowing {
            state = .swallowing
            deadline = .now() + TimeAmount(worker.limits.headerTimeout)
        } else {
            lingerAndClose()
        }
    }

    private var restIsShort: Bool {
        !exchange.mustClose && (exchange.announcedLength ?? 0) <= ClientConnection.mostSwallowed && !exchange.isChunked
    }

    func write(_ part: HTTPServerResponsePart) { context?.write(wrapOutboundOut(part), promise: nil) }

    /// Request and answer are complete.
    func finish() {
        guard !exchange.mustClose else {
            state = .closed
            // What is still in flight to the client must arrive: the close waits for the flush before it.
            context?.close(promise: nil)
            return
        }
        state = .idle
        exchange = Exchange()
        deadline = .now() + TimeAmount(worker.limits.idleTimeout)
        resumeReading()
    }

    /// Closes our half and reads a bounded rest: a close with unread bytes would reset the connection, and the client
    /// might lose the answer (RFC 9112 §9.6).
    func lingerAndClose() {
        state = .lingering
        exchange.bodyBytes = 0
        deadline = .now() + ClientConnection.lingerTime
        context?.close(mode: .output, promise: nil)
        resumeReading()
    }

    func deadlineDidPass() {
        switch state {
        case .idle where exchange.headerHasBegun:
            exchange.mustClose = true
            exchange.requestHasEnded = true
            respond(.requestTimeout)
        case .idle, .swallowing, .lingering: context?.close(promise: nil)
        case .proxying(let upstream):
            upstream.abandon()
            state = .waiting
            exchange.mustClose = exchange.mustClose || !exchange.requestHasEnded
            respond(exchange.requestHasEnded ? .gatewayTimeout : .requestTimeout)
            resumeReading()
        case .waiting, .closed: deadline = .distantFuture
        }
    }
}
