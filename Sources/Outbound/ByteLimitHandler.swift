internal import NIOCore
internal import OAuth

/// Ends an exchange that has sent more bytes than an honest answer needs. A body's limit alone does not: interim answers,
/// chunk extensions and trailers have no end of their own.
final class ByteLimitHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var remaining: Int
    private let origin: String

    /// - Parameters:
    ///   - limit: bytes that may come.
    ///   - origin: the server, for the error.
    init(limit: Int, origin: String) {
        remaining = limit
        self.origin = origin
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        remaining -= unwrapInboundIn(data).readableBytes
        if remaining < 0 {
            context.fireErrorCaught(FetchError(.tooLarge, "\(origin) sent far more bytes than its answer has"))
        } else {
            context.fireChannelRead(data)
        }
    }
}
