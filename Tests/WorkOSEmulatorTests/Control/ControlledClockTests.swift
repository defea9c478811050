import JSON
import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("The clock that tests move")
struct ControlledClockTests {
    private let base = ManualClock()
    private let clock: ControlledClock

    init() { clock = ControlledClock(base: base) }

    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test("untouched, it shows the clock below it")
    func untouched() {
        base.advance(seconds: 7)
        #expect(clock.now() == base.now())
    }

    @Test("frozen, it stands, and resumed, it runs on from there")
    func freezing() {
        let start = clock.now()
        clock.freeze()
        base.advance(seconds: 60)
        #expect(clock.now() == start)
        clock.freeze()
        #expect(clock.now() == start, "freezing twice is freezing once")
        clock.resume()
        #expect(clock.now() == start)
        base.advance(seconds: 5)
        #expect(clock.now() == start.adding(seconds: 5))
        clock.resume()
        #expect(clock.now() == start.adding(seconds: 5), "a running clock goes on as it did")
    }

    @Test("frozen at a moment, and advanced while it is frozen")
    func frozenAt() throws {
        let moment = try moment("2030-02-28T23:59:59Z")
        try clock.freeze(at: moment)
        base.advance(seconds: 60)
        #expect(clock.now() == moment)
        try clock.advance(seconds: 1)
        #expect(clock.now().rfc3339 == "2030-03-01T00:00:00.000Z")
    }

    @Test("set to an earlier or later moment, it runs on from there unless it is frozen")
    func setting() throws {
        for text in ["2040-01-01T00:00:00Z", "2001-01-01T00:00:00Z"] {
            let moment = try moment(text)
            try clock.set(to: moment)
            base.advance(seconds: 3)
            #expect(clock.now() == moment.adding(seconds: 3))
        }
        clock.freeze()
        let moment = try moment("2026-06-01T00:00:00Z")
        try clock.set(to: moment)
        base.advance(seconds: 3)
        #expect(clock.now() == moment)
    }

    @Test("it advances forwards alone")
    func backwards() throws {
        let start = clock.now()
        #expect(throws: ControlError(.invalidRequest, "")) { try clock.advance(seconds: -1) }
        try clock.advance(seconds: 0)
        #expect(clock.now() == start)
    }

    @Test("moments before 1970 and after 9999 are refused, and change nothing")
    func range() throws {
        let start = clock.now()
        let refused = ControlError(.invalidRequest, "")
        for seconds: Int64 in [.max, .max / 1000, 253_402_300_800] {
            #expect(throws: refused) { try clock.advance(seconds: seconds) }
        }
        for milliseconds: Int64 in [.min, -1, 253_402_300_800_000, .max] {
            let moment = Timestamp(milliseconds: milliseconds)
            #expect(throws: refused) { try clock.set(to: moment) }
            #expect(throws: refused) { try clock.freeze(at: moment) }
            #expect(throws: refused) { try clock.restore(.frozen(moment)) }
        }
        for ahead: Int64 in [.min, -start.milliseconds - 1, 253_402_300_800_000, .max] {
            #expect(throws: refused) { try clock.restore(.running(ahead: ahead)) }
        }
        #expect(clock.now() == start)
        try clock.set(to: Timestamp(milliseconds: 253_402_300_799_999))
        base.advance(seconds: 10)
        #expect(clock.now().rfc3339 == "9999-12-31T23:59:59.999Z", "there it stops")
    }

    @Test("reset, it shows the clock below it again")
    func resetting() throws {
        try clock.freeze(at: try moment("2030-01-01T00:00:00Z"))
        clock.reset()
        base.advance(seconds: 1)
        #expect(clock.now() == base.now())
    }

    @Test("what it writes as JSON restores it: a frozen clock stands where it stood, a running one is as far ahead")
    func restoring() throws {
        try clock.advance(seconds: 90)
        let running = try ControlledClock.Setting(json: clock.json)
        try clock.freeze(at: try moment("2031-01-01T00:00:00.123Z"))
        let frozen = try ControlledClock.Setting(json: clock.json)
        let other = ControlledClock(base: base)
        try other.restore(running)
        #expect(other.now() == base.now().adding(seconds: 90))
        try other.restore(frozen)
        #expect(other.now().rfc3339 == "2031-01-01T00:00:00.123Z")
        for json: JSONValue in [
            .null, [:], ["frozen": 1], ["frozen": true], ["frozen": false], ["frozen": true, "now": "x"],
        ] {
            #expect(throws: ControlError(.invalidState, "")) { try ControlledClock.Setting(json: json) }
        }
    }

    @Test("moved by many at once, no move is lost")
    func concurrency() async throws {
        clock.freeze()
        let start = clock.now()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { [clock] in try? clock.advance(seconds: 1) } }
        }
        #expect(clock.now() == start.adding(seconds: 200))
    }
}
