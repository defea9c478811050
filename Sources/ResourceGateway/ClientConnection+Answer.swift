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
        var head = HTTPResponseHead(version: exchange.version, status: response.status, headers: response.headers)
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

    /// Of a client that waits for 100-continue nobody knows whether the body comes (RFC 9110 §10.1.1).
    private var restIsShort: Bool {
        !exchange.mustClose && (exchange.announcedLength ?? 0) <= ClientConnection.mostSwallowed && !exchange.isChunked
            && !exchange.expectsContinue
    }

    func write(_ part: HTTPServerResponsePart) { context?.write(wrapOutboundOut(part), promise: nil) }

    /// Request and answer are complete.
    func finish() {
        guard !exchange.mustClose else { return lingerAndClose() }
        state = .idle
        exchange = Exchange()
        deadline = .now() + TimeAmount(worker.limits.idleTimeout)
        resumeReading()
    }

    /// Closes our half, which waits for what is still to be sent, and then the connection. Where the request has not
    /// ended a bounded rest of it is read first: a close with unread bytes would reset the connection, and the client
    /// might lose the answer (RFC 9112 §9.6).
    func lingerAndClose() {
        guard let context else { return }
        state = .lingering
        answerIsSent = false
        exchange.bodyBytes = 0
        deadline = .now() + TimeAmount(worker.limits.idleTimeout)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in self.answerDidLeave() }
        context.close(mode: .output, promise: sent)
        resumeReading()
    }

    private func answerDidLeave() {
        answerIsSent = true
        if exchange.requestHasEnded || exchange.bodyBytes > ClientConnection.mostLingering {
            context?.close(promise: nil)
        } else {
            deadline = .now() + ClientConnection.lingerTime
            resumeReading()
        }
    }

    func deadlineDidPass() {
        switch state {
        case .idle where exchange.headerHasBegun:
            exchange.mustClose = true
            exchange.requestHasEnded = true
            respond(.requestTimeout)
        case .idle, .swallowing, .lingering, .closed: context?.close(promise: nil)
        case .waiting:
            respond(.verifierUnavailable)
            resumeReading()
        case .proxying(let upstream) where exchange.answerHasBegun:
            upstream.abandon()
            cut()
        case .proxying(let upstream):
            // Whoever did not take what came is the one who was too slow.
            let isUpstreamSlow = exchange.requestHasEnded || !upstream.isWritable
            upstream.abandon()
            state = .waiting
            if !exchange.requestHasEnded { exchange.mustClose = true }
            respond(isUpstreamSlow ? .gatewayTimeout : .requestTimeout)
            resumeReading()
        }
    }
}
