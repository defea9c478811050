package import OAuth
internal import Synchronization

/// Lets a number of things through each minute for each network address.
package final class RateLimiter: Reloadable {
    private struct Window {
        var minute: Int64
        var counts: [String: Int]
    }

    private let perMinute: Int
    private let clock: any WallClock
    private let window = Mutex(Window(minute: 0, counts: [:]))
    private static let mostAddresses = 50_000

    package init(perMinute: Int, clock: any WallClock) {
        self.perMinute = perMinute
        self.clock = clock
    }

    /// Counts one; seconds to wait when it is one too many, else `nil`.
    package func wait(for address: String) -> Int64? {
        let now = clock.now().seconds
        let network = FailureThrottle.network(of: address)
        return window.withLock { window in
            if window.minute != now / 60 || window.counts.count > RateLimiter.mostAddresses {
                window = Window(minute: now / 60, counts: [:])
            }
            let count = window.counts[network, default: 0]
            guard count < perMinute else { return 60 - now % 60 }
            window.counts[network] = count + 1
            return nil
        }
    }

    package func reload() { window.withLock { $0 = Window(minute: 0, counts: [:]) } }
}
