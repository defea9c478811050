package import OAuth
internal import Synchronization

/// A clock that can be stopped and moved, over one that runs.
package final class ControlledClock: WallClock {
    /// How the clock differs from the one below it.
    package enum Setting: Sendable, Hashable {
        /// It runs, ahead by so many milliseconds.
        case running(ahead: Int64)
        case frozen(Timestamp)
    }

    private let base: any WallClock
    private let setting = Mutex(Setting.running(ahead: 0))

    /// Moments that it can show: what RFC 3339 and the identifiers can express.
    private static let moments = Timestamp(milliseconds: 0)...Timestamp(milliseconds: 253_402_300_799_999)

    package init(base: any WallClock) { self.base = base }

    package func now() -> Timestamp { setting.withLock { time(of: $0) } }

    /// How it differs from the clock below it.
    package var current: Setting { setting.withLock { $0 } }

    /// Stops at this moment, or where it stands already.
    package func freeze() { setting.withLock { $0 = .frozen(time(of: $0)) } }

    /// Stops at a moment.
    package func freeze(at moment: Timestamp) throws(ControlError) {
        try change { _ throws(ControlError) in .frozen(try ControlledClock.valid(moment)) }
    }

    /// Goes to a moment, earlier or later, and runs on from there unless it is frozen.
    package func set(to moment: Timestamp) throws(ControlError) {
        try change { setting throws(ControlError) in try self.moved(setting, to: ControlledClock.valid(moment)) }
    }

    /// Goes forward.
    package func advance(seconds: Int64) throws(ControlError) {
        guard seconds >= 0 else {
            throw ControlError(.invalidRequest, "the clock advances forwards alone; set takes an earlier moment")
        }
        try change { setting throws(ControlError) in
            let (milliseconds, isTooFar) = seconds.multipliedReportingOverflow(by: 1000)
            let (moment, isBeyond) = self.time(of: setting).milliseconds.addingReportingOverflow(milliseconds)
            guard !isTooFar, !isBeyond else { throw ControlledClock.tooFar }
            return try self.moved(setting, to: ControlledClock.valid(Timestamp(milliseconds: moment)))
        }
    }

    /// Runs on from where it was frozen.
    package func resume() {
        setting.withLock { setting in
            guard case .frozen(let moment) = setting else { return }
            setting = .running(ahead: moment.milliseconds - base.now().milliseconds)
        }
    }

    /// Shows the time of the clock below it.
    package func reset() { setting.withLock { $0 = .running(ahead: 0) } }

    /// Goes to a setting that another clock had.
    package func restore(_ restored: Setting) throws(ControlError) {
        try check(restored)
        setting.withLock { $0 = restored }
    }

    /// - Throws: when `restore` would.
    func check(_ restored: Setting) throws(ControlError) {
        switch restored {
        case .frozen(let moment): _ = try ControlledClock.valid(moment)
        case .running(let ahead):
            let (moment, isTooFar) = base.now().milliseconds.addingReportingOverflow(ahead)
            guard !isTooFar else { throw ControlledClock.tooFar }
            _ = try ControlledClock.valid(Timestamp(milliseconds: moment))
        }
    }

    private func change(_ body: (Setting) throws(ControlError) -> Setting) throws(ControlError) {
        try setting.withLock { setting throws(ControlError) in setting = try body(setting) }
    }

    private func time(of setting: Setting) -> Timestamp {
        switch setting {
        case .frozen(let moment): return moment
        case .running(let ahead):
            let (moment, isTooFar) = base.now().milliseconds.addingReportingOverflow(ahead)
            guard !isTooFar else { return ControlledClock.moments.upperBound }
            let (first, last) = (ControlledClock.moments.lowerBound, ControlledClock.moments.upperBound)
            return max(first, min(last, Timestamp(milliseconds: moment)))
        }
    }

    private func moved(_ setting: Setting, to moment: Timestamp) -> Setting {
        switch setting {
        case .frozen: .frozen(moment)
        case .running: .running(ahead: moment.milliseconds - base.now().milliseconds)
        }
    }

    private static func valid(_ moment: Timestamp) throws(ControlError) -> Timestamp {
        guard moments.contains(moment) else { throw tooFar }
        return moment
    }

    private static var tooFar: ControlError {
        ControlError(.invalidRequest, "the clock shows moments of the years 1970 to 9999")
    }
}
