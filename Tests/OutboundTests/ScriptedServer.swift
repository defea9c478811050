import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that answers each connection, once its request's head is there, with bytes as they are given.
final class ScriptedServer: Sendable {
    /// What happens after a request. Without `close` the connection stays open.
    enum Step: Sendable {
        case send(String)
        /// Sends the text again and again, with a pause between, for as long as anyone listens.
        case drip(String)
        case close
    }

    /// What was seen, shared by the connections.
    final class Log: Sendable {
        let requests = Mutex<[String]>([])
        let connections = Mutex<[any Channel]>([])
    }

    let log: Log
    private let listener: any Channel

    private init(log: Log, listener: any Channel) { (self.log, self.listener) = (log, listener) }

    deinit { listener.close(promise: nil) }

    /// - Parameter tls: inside which it answers; `nil` for none.
    static func start(_ steps: [Step], tls: NIOSSLContext? = nil) async throws -> ScriptedServer {
        let log = Log()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                log.connections.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(ScriptedConnection(steps: steps, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(log: log, listener: listener)
    }

    var port: Int { listener.localAddress?.port ?? 0 }
    var requests: [String] { log.requests.withLock { $0 } }

    /// Waits until every connection that was made has been closed.
    func allClosed() async throws {
        for connection in log.connections.withLock({ $0 }) { try await connection.closeFuture.get() }
    }

    /// Waits for a connection, and until it has been closed.
    func firstClosed() async throws {
        while log.connections.withLock({ $0.isEmpty }) { await Task.yield() }
        try await allClosed()
    }
}

private final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let steps: [ScriptedServer.Step]
    private let log: ScriptedServer.Log
    private var request = ""
    private var hasAnswered = false

    init(steps: [ScriptedServer.Step], log: ScriptedServer.Log) { (self.steps, self.log) = (steps, log) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        request += String(buffer: unwrapInboundIn(data))
        // A TLS client says hello without any line; it gets the same answer.
        guard !hasAnswered, request.hasSuffix("\r\n\r\n") || request.utf8.first == 0x16 else { return }
        hasAnswered = true
        log.requests.withLock { $0.append(request) }
        for step in steps {
            switch step {
            case .send(let text): context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
            case .drip(let text): ScriptedConnection.drip(text, context.channel)
            case .close: context.close(promise: nil)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private static func drip(_ text: String, _ channel: any Channel) {
        channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(5)) { task in
            guard channel.isActive else { return task.cancel() }
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
    }
}
