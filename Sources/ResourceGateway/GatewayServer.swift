package import Logging
package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
package import OAuth
internal import ServiceLifecycle

/// The resource gateway: listens, and runs one worker on each event loop.
package struct GatewayServer: Service {
    private let configuration: GatewayConfiguration
    private let group: any EventLoopGroup
    private let clock: any WallClock
    private let random: any RandomSource
    private let logger: Logger
    private let onListening: @Sendable (SocketAddress) async -> Void

    /// - Parameter onListening: called with the address once connections are taken.
    package init(
        configuration: GatewayConfiguration, group: any EventLoopGroup, clock: any WallClock,
        random: any RandomSource, logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.group = group
        self.clock = clock
        self.random = random
        self.logger = logger
        self.onListening = onListening
    }

    /// Listens until the service is told to stop, then lets open requests end.
    /// - Throws: when the address cannot be listened on.
    package func run() async throws {
        let workers = try await makeWorkers()
        let listener = try await listen(workers)
        if let address = listener.localAddress { await onListening(address) }
        // Cancelled when another service fails: then the group waits for this one as well.
        await withTaskCancellationOrGracefulShutdownHandler {
            try? await listener.closeFuture.get()
        } onCancelOrGracefulShutdown: {
            listener.close(promise: nil)
        }
        await workers.drain(within: configuration.limits.drainTimeout)
        logger.debug("gateway stopped")
    }

    private func makeWorkers() async throws -> GatewayWorkers {
        let needsTLS = configuration.routes.contains { $0.upstream.url.scheme == .https }
        let tls = needsTLS ? try NIOSSLContext(configuration: .makeClientConfiguration()) : nil
        let screen = RequestScreen(configuration: configuration, clock: clock)
        let (configuration, clock, random) = (configuration, clock, random)
        var workers: [NIOLoopBound<GatewayWorker>] = []
        for loop in group.makeIterator() {
            let worker = try await loop.submit {
                let seed = random.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                let worker = GatewayWorker(
                    eventLoop: loop, configuration: configuration, screen: screen, clock: clock, tls: tls, seed: seed)
                worker.start(tick: GatewayServer.tick(configuration))
                return NIOLoopBound(worker, eventLoop: loop)
            }.get()
            workers.append(worker)
        }
        return GatewayWorkers(workers)
    }

    /// Bytes that may wait for the parser: more than one read brings.
    private static let mostUnparsed = 128 * 1024

    /// Fine enough for the shortest of the configured times, and never busy.
    private static func tick(_ configuration: GatewayConfiguration) -> TimeAmount {
        let times =
            [configuration.limits.headerTimeout, configuration.limits.idleTimeout]
            + configuration.routes.map(\.upstream.responseTimeout)
        let shortest = times.map { TimeAmount($0).nanoseconds }.min() ?? 0
        return .nanoseconds(min(max(shortest / 10, 5_000_000), 250_000_000))
    }

    private func listen(_ workers: GatewayWorkers) async throws -> any Channel {
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = configuration.limits.headers
        decoderLimits.maxHeaderListSize = configuration.limits.headers
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { [decoderLimits] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    let decoder = HTTPRequestDecoder(
                        leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
                    try pipeline.addHandler(
                        ByteToMessageHandler(decoder, maximumBufferSize: GatewayServer.mostUnparsed))
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(ClientConnection(worker: workers.worker(of: channel.eventLoop)))
                }
            }
            .bind(host: configuration.host, port: configuration.port)
            .get()
    }
}
