import NIOCore
import Outbound
import Synchronization

/// Writes down what is dialled, and leads it elsewhere, so that tests can dial the public Internet without leaving the
/// machine.
final class RecordingConnector: Connecting {
    /// What becomes of an attempt.
    enum Fate: Sendable {
        case refused
        /// Connected to this port of 127.0.0.1.
        case led(toPort: Int)
        /// Nothing, before `release`.
        case held(thenToPort: Int)
    }

    private let fates: [String: Fate]
    private let otherwise: Fate
    private let attempts = Mutex<[String]>([])
    private let held = Mutex<[EventLoopPromise<Void>]>([])

    /// - Parameter fates: by address; for every other address `otherwise`.
    init(_ otherwise: Fate, fates: [String: Fate] = [:]) { (self.otherwise, self.fates) = (otherwise, fates) }

    /// The addresses that were dialled, in their order.
    var dialled: [String] { attempts.withLock { $0 } }

    func release() { for promise in held.withLock({ $0 }) { promise.succeed() } }

    func connect(
        to address: SocketAddress, on loop: any EventLoop, timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        attempts.withLock { $0.append(address.ipAddress ?? "") }
        switch fates[address.ipAddress ?? ""] ?? otherwise {
        case .refused: return loop.makeFailedFuture(ChannelError.connectPending)
        case .led(let port): return RecordingConnector.connect(port, loop, timeout)
        case .held(let port):
            let promise = loop.makePromise(of: Void.self)
            held.withLock { $0.append(promise) }
            return promise.futureResult.flatMap { RecordingConnector.connect(port, loop, timeout) }
        }
    }

    private static func connect(_ port: Int, _ loop: any EventLoop, _ timeout: TimeAmount) -> EventLoopFuture<
        any Channel
    > {
        loop.makeFutureWithTask { try SocketAddress(ipAddress: "127.0.0.1", port: port) }
            .flatMap { TCPConnector().connect(to: $0, on: loop, timeout: timeout) }
    }
}
