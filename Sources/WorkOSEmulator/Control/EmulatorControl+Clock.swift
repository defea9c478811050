internal import OAuth

// MARK: - Clock

extension EmulatorControl {
    /// Stops or moves the clock. Codes, tokens, keys and sessions follow; what has expired may be swept, so that going
    /// back does not bring everything back.
    package func move(_ command: ClockCommand) async throws(ControlError) {
        let before = clock.now()
        switch command {
        case .freeze(let moment?): try clock.freeze(at: moment)
        case .freeze: clock.freeze()
        case .set(let moment): try clock.set(to: moment)
        case .advance(let seconds): try clock.advance(seconds: seconds)
        case .resume: clock.resume()
        }
        // What memory counts from a moment that has not come yet would be counted wrongly.
        if clock.now() < before { await reload() }
    }
}
