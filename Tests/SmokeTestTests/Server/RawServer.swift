import NIOCore
import NIOPosix
import OAuth
import Synchronization
import Testing

/// A TCP server that answers each request with whatever bytes it is told to: for what no HTTP server would send.
struct RawServer: Sendable {
    enum Script: Sendable {
        /// These bytes, then the end of the connection.
        case bytes(String)
        /// These bytes, then the connection stays open.
        case open(String)
        /// The first bytes, and then the second ones for ever.
        case endless(String, String)
        /// Nothing, and the connection stays open.
        case silence
    }

    /// Runs the server on a free port and lends its URL. The script is asked with the request line.
    @discardableResult
    static func run<Value>(
        _ script: @escaping @Sendable (String) -> Script, _ body: (HTTPURL) async throws -> Value
    ) async throws -> Value {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let url = try #require(HTTPURL("http://127.0.0.1:\(port)/mcp"))
        do {
            let value = try await body(url)
            try await channel.close().get()
            return value
        } catch {
            try await channel.close().get()
            throw error
        }
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: @Sendable (String) -> RawServer.Script
    private var head = ""
    private var endless: ByteBuffer?

    init(script: @escaping @Sendable (String) -> RawServer.Script) { self.script = script }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        head += String(buffer: unwrapInboundIn(data))
        guard head.contains("\r\n\r\n") else { return }
        let line = head.prefix { $0 != "\r\n" }
        head = ""
        switch script(String(line)) {
        case .bytes(let text):
            let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenComplete { _ in
                loopBound.value.close(promise: nil)
            }
        case .open(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .endless(let first, let again):
            endless = ByteBuffer(string: again)
            context.write(wrapOutboundOut(ByteBuffer(string: first)), promise: nil)
            writeOn(context)
        case .silence: break
        }
    }

    /// Writes the next piece once the last one has gone out, until the peer is gone.
    private func writeOn(_ context: ChannelHandlerContext) {
        guard let endless else { return }
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        // A small piece goes out at once, so that calling straight back would recurse for ever.
        context.writeAndFlush(wrapOutboundOut(endless)).whenSuccess {
            eventLoop.execute { handler.value.writeOn(loopBound.value) }
        }
    }
}

/// The request lines that a server saw.
final class RawServerLog: Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func add(_ line: String) { state.withLock { $0.append(line) } }
}
