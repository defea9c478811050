internal import NIOCore

/// Connects to the first of several addresses that takes the connection (RFC 8305 §5): the next one is tried when the one
/// before has failed, or has not answered for a while. Whoever comes second is closed without having got a byte.
final class ConnectionRace {
    /// RFC 8305 §8 recommends this delay.
    private static let delay = TimeAmount.milliseconds(250)

    private let connector: any Connecting
    private let loop: any EventLoop
    private let deadline: NIODeadline
    private let winner: EventLoopPromise<any Channel>
    private var waiting: ArraySlice<SocketAddress>
    private var underWay = 0
    private var isOver = false
    private var nextStart: Scheduled<Void>?

    /// The connection that was there first.
    ///
    /// Fails with the last attempt's error when all have failed, at the deadline at the latest.
    /// - Parameter addresses: at least one, best first.
    static func run(
        _ addresses: [SocketAddress], connector: any Connecting, on loop: any EventLoop, until deadline: NIODeadline
    ) -> EventLoopFuture<any Channel> {
        let winner = loop.makePromise(of: (any Channel).self)
        loop.execute {
            ConnectionRace(addresses[...], connector: connector, loop: loop, deadline: deadline, winner: winner)
                .startNext()
        }
        return winner.futureResult
    }

    private init(
        _ addresses: ArraySlice<SocketAddress>, connector: any Connecting, loop: any EventLoop, deadline: NIODeadline,
        winner: EventLoopPromise<any Channel>
    ) {
        waiting = addresses
        self.connector = connector
        self.loop = loop
        self.deadline = deadline
        self.winner = winner
    }

    private func startNext() {
        nextStart?.cancel()
        guard let address = waiting.popFirst() else { return }
        underWay += 1
        let bound = NIOLoopBound(self, eventLoop: loop)
        if !waiting.isEmpty {
            nextStart = loop.scheduleTask(in: ConnectionRace.delay) { bound.value.startNext() }
        }
        connector.connect(to: address, on: loop, timeout: max(.milliseconds(1), deadline - .now()))
            .whenComplete { bound.value.attemptEnded($0) }
    }

    private func attemptEnded(_ result: Result<any Channel, any Error>) {
        underWay -= 1
        guard !isOver else {
            if case .success(let late) = result { late.close(promise: nil) }
            return
        }
        switch result {
        case .success(let channel):
            end()
            winner.succeed(channel)
        case .failure(let error):
            if NIODeadline.now() >= deadline { waiting = [] }
            if waiting.isEmpty, underWay == 0 {
                end()
                winner.fail(error)
            } else {
                startNext()
            }
        }
    }

    private func end() {
        isOver = true
        waiting = []
        nextStart?.cancel()
    }
}
