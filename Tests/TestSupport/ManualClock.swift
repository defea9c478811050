package import OAuth
internal import Synchronization

/// A clock that moves only when it is told to.
package final class ManualClock: WallClock {
    private let time: Mutex<Timestamp>

    /// Starts at 2026-01-15T12:00:00Z unless told otherwise.
    package init(_ start: Timestamp = Timestamp(seconds: 1_768_478_400)) { time = Mutex(start) }

    package func now() -> Timestamp { time.withLock { $0 } }

    package func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
