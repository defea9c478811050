internal import WorkOSEmulator

/// Why the emulator could not do what a test asked. Equal when the codes are.
public struct EmulatorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of error it is.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code as the control API has it.
        public let rawValue: String

        /// Takes a code as the control API has it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The seed is wrong; the description has a line for each problem.
        public static let invalidSeed = Code(rawValue: "invalid_seed")
        /// No port is free, or the server did not come up.
        public static let cannotStart = Code(rawValue: "cannot_start")
        /// What was asked makes no sense, such as a clock that advances backwards.
        public static let invalidRequest = Code(rawValue: "invalid_request")
        /// The state is none that this version can take.
        public static let invalidState = Code(rawValue: "invalid_state")
    }

    /// For programs.
    public let code: Code
    /// What was wrong, and how to mend it.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ error: ControlError) {
        let problems = error.problems.map { "\n\($0)" }.joined()
        self.init(Code(rawValue: error.code.rawValue), error.description + problems)
    }

    /// Compares the codes.
    public static func == (left: EmulatorError, right: EmulatorError) -> Bool { left.code == right.code }
}

/// Calls the emulator's control, with its errors as the public ones.
func controlled<Value>(
    _ body: () async throws(ControlError) -> Value
) async throws(EmulatorError) -> Value {
    do { return try await body() } catch { throw EmulatorError(error) }
}
