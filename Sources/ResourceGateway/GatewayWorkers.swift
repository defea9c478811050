internal import NIOCore

/// The workers of a gateway, one for each event loop.
struct GatewayWorkers: Sendable {
    private let workers: [NIOLoopBound<GatewayWorker>]
    private let loops: [ObjectIdentifier: Int]

    init(_ workers: [NIOLoopBound<GatewayWorker>]) {
        self.workers = workers
        var loops: [ObjectIdentifier: Int] = [:]
        for (index, worker) in workers.enumerated() { loops[ObjectIdentifier(worker.eventLoop)] = index }
        self.loops = loops
    }

    /// The worker of the event loop that this is called on.
    func worker(of loop: any EventLoop) -> GatewayWorker {
        guard let index = loops[ObjectIdentifier(loop)] else {
            preconditionFailure("a connection runs on an event loop of another group")
        }
        return workers[index].value
    }

    /// Lets open requests end for so long, then closes what is left.
    func drain(within limit: Duration) async {
        await withTaskGroup { group in
            for worker in workers { group.addTask { await GatewayWorkers.drain(worker, within: limit) } }
        }
    }

    private static func drain(_ worker: NIOLoopBound<GatewayWorker>, within limit: Duration) async {
        let promise = worker.eventLoop.makePromise(of: Void.self)
        let timer = worker.eventLoop.scheduleTask(in: TimeAmount(limit)) { promise.succeed() }
        worker.eventLoop.flatSubmit { worker.value.drain() }.cascade(to: promise)
        try? await promise.futureResult.get()
        timer.cancel()
        try? await worker.eventLoop.submit { worker.value.stop() }.get()
    }
}
