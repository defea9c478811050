internal import NIOCore
internal import NIOHTTP1

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

// MARK: - The request's way to the upstream

extension ClientConnection {
    func proxy(over upstream: UpstreamConnection) {
        guard let head = exchange.upstreamHead else { return }
        exchange.upstreamHead = nil
        state = .proxying(upstream)
        deadline = .now() + TimeAmount(worker.limits.headerTimeout)
        upstream.begin(for: self)
        upstream.send(.head(head))
        if exchange.expectsContinue {
            write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
            context?.flush()
        }
    }

    func requestDidSend(_ buffer: ByteBuffer) {
        exchange.bodyBytes += buffer.readableBytes
        switch state {
        case .proxying(let upstream):
            guard exchange.bodyBytes <= worker.limits.body else {
                upstream.abandon()
                guard !exchange.answerHasBegun else { return cut() }
                state = .waiting
                return respond(.bodyTooLarge)
            }
            upstream.send(.body(.byteBuffer(buffer)))
            awaitMoreOfTheRequest(upstream)
        case .lingering:
            if answerIsSent, exchange.bodyBytes > ClientConnection.mostLingering { context?.close(promise: nil) }
        case .idle, .waiting, .swallowing, .closed: break
        }
    }

    /// The next part is the client's to send, unless the upstream has not taken this one yet.
    private func awaitMoreOfTheRequest(_ upstream: UpstreamConnection) {
        guard !exchange.answerHasBegun, !exchange.requestHasEnded, let route = exchange.route else { return }
        let time = upstream.isWritable ? worker.limits.headerTimeout : route.route.upstream.responseTimeout
        deadline = .now() + TimeAmount(time)
    }

    func upstreamWritabilityDidChange() {
        guard case .proxying(let upstream) = state else { return }
        awaitMoreOfTheRequest(upstream)
        if upstream.isWritable { resumeReading() }
    }

    func requestDidEnd() {
        exchange.requestHasEnded = true
        switch state {
        case .proxying(let upstream):
            if !exchange.answerHasBegun, let route = exchange.route {
                deadline = .now() + TimeAmount(route.route.upstream.responseTimeout)
            }
            upstream.send(.end(nil))
        case .swallowing: finish()
        case .lingering: if answerIsSent { context?.close(promise: nil) }
        case .idle, .waiting, .closed: break
        }
    }
}

// MARK: - The answer's way back

extension ClientConnection {
    /// The socket option that makes a close a reset.
    private static let reset = linger(l_onoff: 1, l_linger: 0)

    func upstreamDidSend(head: HTTPResponseHead) {
        exchange.answerHasBegun = true
        // A stream may be silent for as long as it likes.
        deadline = .distantFuture
        var answer = UpstreamResponse.head(head, for: exchange)
        if !exchange.requestHasEnded { exchange.mustClose = true }
        if exchange.mustClose { answer.headers.add(name: "Connection", value: "close") }
        write(.head(answer))
    }

    func upstreamDidSend(body: ByteBuffer) { write(.body(.byteBuffer(body))) }

    /// Sends what the upstream has sent so far: an event of a stream must not wait for the next one.
    func flushAnswer() { context?.flush() }

    func upstreamDidEnd(tookWholeRequest: Bool) {
        guard exchange.answerHasBegun else { return upstreamDidFail() }
        write(.end(nil))
        context?.flush()
        if tookWholeRequest { finish() } else { lingerAndClose() }
    }

    /// The upstream's connection ended before its answer did.
    func upstreamDidFail() {
        guard exchange.answerHasBegun else {
            state = .waiting
            respond(.badGateway)
            resumeReading()
            return
        }
        cut()
    }

    /// Ends the connection so that the client cannot take what it got for the whole: without the last chunk, or, where
    /// the end of the connection would be the end of the answer, by a reset.
    func cut() {
        guard let context else { return }
        state = .closed
        if exchange.isHTTP10, let socket = context.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(ClientConnection.reset)
        }
        context.close(promise: nil)
    }
}
