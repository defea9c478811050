/// Says when the next request may go out.
package protocol Pacing: Sendable {
    /// Returns when it is the caller's turn.
    func turn() async
}

/// Spaces requests evenly: the tester is a guest on somebody's server.
package actor RateLimiter<C: Clock>: Pacing where C.Duration == Duration {
    private let interval: Duration
    private let clock: C
    private var next: C.Instant?

    package init(perSecond rate: Double, clock: C) {
        interval = .seconds(1) / rate
        self.clock = clock
    }

    package func turn() async {
        let now = clock.now
        let slot = max(next ?? now, now)
        next = slot.advanced(by: interval)
        if slot > now { try? await clock.sleep(until: slot, tolerance: nil) }
    }
}

/// No limit.
package struct Unpaced: Pacing {
    package init() {}
    package func turn() async {}
}
