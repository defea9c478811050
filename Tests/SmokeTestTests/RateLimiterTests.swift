import SmokeTest
import Synchronization
import Testing

@Suite("Rate")
struct RateLimiterTests {
    /// A clock on which every sleep is over at once.
    final class SkippingClock: Clock {
        struct Instant: InstantProtocol {
            var offset: Duration
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private let time = Mutex(Instant(offset: .zero))

        var now: Instant { time.withLock { $0 } }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            time.withLock { $0 = max($0, deadline) }
        }

        func pass(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
    }

    @Test("Five a second: the first at once, each later one 200 ms after the one before")
    func spacing() async {
        let clock = SkippingClock()
        let limiter = RateLimiter(perSecond: 5, clock: clock)
        var turns: [Duration] = []
        for _ in 0..<4 {
            await limiter.turn()
            turns.append(clock.now.offset)
        }
        #expect(turns == [.zero, .milliseconds(200), .milliseconds(400), .milliseconds(600)])
    }

    @Test("Time that passed anyway is not waited for, and not saved up")
    func noBursts() async {
        let clock = SkippingClock()
        let limiter = RateLimiter(perSecond: 5, clock: clock)
        await limiter.turn()
        clock.pass(.seconds(10))
        await limiter.turn()
        #expect(clock.now.offset == .seconds(10))
        await limiter.turn()
        #expect(clock.now.offset == .milliseconds(10_200))
    }
}

extension OverTheNetwork {
    @Test("Every request of a run waits for its turn")
    func paced() async throws {
        let turns = CountingPace()
        let server = MisbehavingServer()
        try await server.run { target in
            let options = SmokeOptions(target: target, timeout: .seconds(10))
            try await AsyncHTTPTransport.with(timeout: options.timeout) { transport in
                _ = try await SmokeTester(options: options, transport: transport, pacing: turns).run()
            }
        }
        #expect(turns.count == server.log.entries.count)
    }
}

private final class CountingPace: Pacing {
    private let turns = Mutex(0)
    var count: Int { turns.withLock { $0 } }
    func turn() async { turns.withLock { $0 += 1 } }
}
