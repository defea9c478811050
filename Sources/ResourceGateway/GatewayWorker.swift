internal import NIOCore
internal import NIOSSL
internal import OAuth

/// What one event loop has: its connections, pools and verdicts. Nothing in it is shared, so nothing is locked.
final class GatewayWorker {
    let eventLoop: any EventLoop
    let screen: RequestScreen
    let limits: GatewayLimits
    let clock: any WallClock
    var random: SplitMix64
    var verdicts: VerdictCache
    private(set) var isDraining = false

    private let pools: [UpstreamPool]
    private var connections: [ObjectIdentifier: ClientConnection] = [:]
    private var ticker: RepeatedTask?
    private var whenEmpty: EventLoopPromise<Void>?

    init(
        eventLoop: any EventLoop, configuration: GatewayConfiguration, screen: RequestScreen, clock: any WallClock,
        tls: NIOSSLContext?, seed: UInt64
    ) {
        self.eventLoop = eventLoop
        self.screen = screen
        limits = configuration.limits
        self.clock = clock
        random = SplitMix64(seed: seed)
        verdicts = VerdictCache(capacity: configuration.limits.cachedVerdicts)
        pools = configuration.routes.map { UpstreamPool(upstream: $0.upstream, eventLoop: eventLoop, tls: tls) }
    }

    func pool(for route: RouteRuntime) -> UpstreamPool { pools[route.index] }

    /// An identifier for a request's way through the logs.
    func nextRequestID() -> String {
        "req_" + TraceContext.hexadecimal(random.next()) + TraceContext.hexadecimal(random.next())
    }

    // MARK: - Connections

    func add(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = connection
        if isDraining { connection.drain() }
    }

    func remove(_ connection: ClientConnection) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { whenEmpty?.succeed() }
    }

    /// The number of open connections from clients.
    var connectionCount: Int { connections.count }

    // MARK: - Time

    /// One timer serves every deadline of the loop: a timer per request would cost more than the request's headers.
    func start(tick: TimeAmount) {
        let worker = NIOLoopBound(self, eventLoop: eventLoop)
        ticker = eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in worker.value.tick() }
    }

    private func tick() {
        let now = NIODeadline.now()
        for connection in connections.values where connection.deadline <= now { connection.deadlineDidPass() }
        for pool in pools { pool.closeOld(at: now) }
    }

    // MARK: - Ending

    /// Lets the requests that are under way end and closes everything else.
    /// - Returns: done when the last connection is closed.
    func drain() -> EventLoopFuture<Void> {
        isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        whenEmpty = promise
        for connection in connections.values { connection.drain() }
        if connections.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    /// Closes everything that is still open.
    func stop() {
        ticker?.cancel()
        for connection in connections.values { connection.abort() }
        for pool in pools { pool.closeAll() }
    }
}
