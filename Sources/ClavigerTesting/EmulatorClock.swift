internal import OAuth
internal import WorkOSEmulator

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The emulator's time. It runs with the machine's until a test stops or moves it.
public struct EmulatorClock: Sendable {
    let control: EmulatorControl

    /// The moment that it shows.
    public var now: Date { Date(timeIntervalSince1970: Double(control.clock.now().milliseconds) / 1000) }

    /// Goes forward by a time, in whole seconds, so that what lives shorter has expired.
    /// - Throws: `invalidRequest` for a negative time.
    public func advance(by time: Duration) async throws(EmulatorError) {
        try await move(.advance(seconds: time.components.seconds))
    }

    /// Stops: nothing expires until it is resumed, advanced or set.
    /// - Parameter moment: where it stops; by default where it stands.
    public func freeze(at moment: Date? = nil) async throws(EmulatorError) {
        try await move(.freeze(at: moment.map(EmulatorClock.timestamp)))
    }

    /// Goes to a moment, earlier or later, and runs on from there unless it is frozen.
    public func set(to moment: Date) async throws(EmulatorError) {
        try await move(.set(EmulatorClock.timestamp(moment)))
    }

    /// Runs on from where it was frozen.
    public func resume() async throws(EmulatorError) { try await move(.resume) }

    private func move(_ command: ClockCommand) async throws(EmulatorError) {
        try await controlled { () async throws(ControlError) in try await control.move(command) }
    }

    private static func timestamp(_ date: Date) -> Timestamp {
        Timestamp(milliseconds: Int64(clampingToMilliseconds: date.timeIntervalSince1970))
    }
}

extension Int64 {
    /// Milliseconds of a time in seconds; what no calendar has becomes the nearest number.
    fileprivate init(clampingToMilliseconds seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self = Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max)
    }
}
