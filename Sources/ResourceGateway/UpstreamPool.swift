internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import OAuth

/// An event loop's connections to one upstream.
final class UpstreamPool {
    /// How a connection came to be, or why it did not.
    enum ConnectOutcome {
        case connected(UpstreamConnection)
        case timedOut
        case unreachable
    }

    private let upstream: Upstream
    private let eventLoop: any EventLoop
    private let tls: NIOSSLContext?
    private var resting: [UpstreamConnection] = []

    /// Below the keep-alive time of common servers (5 s in Node and uvicorn), so that a request does not meet a
    /// connection that the upstream is just closing.
    private static let longestRest = TimeAmount.seconds(4)
    private static let mostResting = 128

    init(upstream: Upstream, eventLoop: any EventLoop, tls: NIOSSLContext?) {
        self.upstream = upstream
        self.eventLoop = eventLoop
        self.tls = tls
    }

    /// A connection that is ready, if one rests here: the one used last.
    func takeResting() -> UpstreamConnection? { resting.popLast() }

    func connect(_ completion: @escaping (ConnectOutcome) -> Void) {
        let pool = NIOLoopBound(self, eventLoop: eventLoop)
        let (url, tls) = (upstream.url, tls)
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(upstream.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if url.scheme == .https, let tls {
                        let name = url.hostIsAddress ? nil : url.host
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                    }
                    try pipeline.addHandler(HTTPRequestEncoder())
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPResponseDecoder(
                                leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)))
                    try pipeline.addHandler(UpstreamConnection(pool: pool.value))
                }
            }
            .connect(host: url.host, port: url.port)
            .assumeIsolated()
            .whenComplete { completion(UpstreamPool.outcome($0)) }
    }

    private static func outcome(_ result: Result<any Channel, any Error>) -> ConnectOutcome {
        switch result {
        case .success(let channel):
            guard let connection = try? channel.pipeline.syncOperations.handler(type: UpstreamConnection.self) else {
                return .unreachable
            }
            return .connected(connection)
        case .failure(let error):
            let causes = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
            let isTimeout = causes.contains {
                if case ChannelError.connectTimeout = $0 { true } else { false }
            }
            return isTimeout ? .timedOut : .unreachable
        }
    }

    func release(_ connection: UpstreamConnection) {
        guard resting.count < UpstreamPool.mostResting else {
            connection.close()
            return
        }
        connection.rest(at: .now())
        resting.append(connection)
    }

    func forget(_ connection: UpstreamConnection) { resting.removeAll { $0 === connection } }

    /// Closes what has rested too long.
    func closeOld(at now: NIODeadline) {
        let old = resting.prefix { now - $0.restingSince > UpstreamPool.longestRest }
        resting.removeFirst(old.count)
        for connection in old { connection.close() }
    }

    func closeAll() {
        let all = resting
        resting = []
        for connection in all { connection.close() }
    }
}
