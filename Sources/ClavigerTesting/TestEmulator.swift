internal import EmulatorComposition
internal import JSON
internal import OAuth
internal import WorkOSEmulator

/// A running emulator, as ``withEmulator(seed:_:)`` hands it to a test.
///
/// Everything here is also an HTTP call of the control API under `/_claviger/`, for tests in other languages.
public struct TestEmulator: Sendable {
    /// Where it listens, such as `http://127.0.0.1:41234`: the base URL for a WorkOS SDK, and the issuer of its tokens.
    public let url: String
    /// The key to manage it with: the first that the seed pins in an array of `apiKeys`, and `sk_test_default` where it
    /// has no such array.
    public let apiKey: String
    /// The time as the emulator sees it: codes, tokens, keys and sessions expire by it.
    public let clock: EmulatorClock
    let emulator: Emulator

    init(_ emulator: Emulator) {
        url = emulator.settings.baseURL.text
        // A test that was given an emulator of its own needs its key.
        apiKey = emulator.apiKey?.revealed() ?? ""
        clock = EmulatorClock(control: emulator.control)
        self.emulator = emulator
    }

    /// The M2M applications of the seed with their secrets, in its order.
    public var machineClients: [MachineClient] {
        emulator.seeded.applications.filter(\.isMachineWithSecret).map { application in
            MachineClient(id: application.clientID, secret: application.clientSecret?.revealed() ?? "")
        }
    }

    /// Goes back to the seed, with the same identifiers and secrets; the clock shows the machine's time again, faults and
    /// journal are gone.
    public func reset() async throws(EmulatorError) {
        try await controlled { () async throws(ControlError) in try await emulator.control.reset() }
    }

    /// Adds what a seed asks for and is not there yet.
    /// - Parameter text: YAML or JSON.
    /// - Returns: what was there already, in words.
    @discardableResult
    public func add(seed text: String) async throws(EmulatorError) -> [String] {
        try await controlled { () async throws(ControlError) in try await emulator.control.seed(text).skipped }
    }

    /// Everything that the emulator holds and the setting of its clock, as JSON text for ``restore(state:)``. It has
    /// every secret.
    public func state() async throws(EmulatorError) -> String {
        try await controlled { () async throws(ControlError) in
            try await emulator.control.state().serializedString()
        }
    }

    /// Puts what ``state()`` gave in the place of everything.
    /// - Throws: `invalidState` when the text is not such a state; nothing changes then.
    public func restore(state: String) async throws(EmulatorError) {
        guard let json = try? JSONParser.parse(state) else {
            throw EmulatorError(.invalidState, "the state is not JSON")
        }
        try await controlled { () async throws(ControlError) in try await emulator.control.restore(json) }
    }

    /// An M2M application's credentials, for the client credentials grant (RFC 6749 §4.4).
    public struct MachineClient: Sendable, Hashable {
        /// `client_id`.
        public let id: String
        /// `client_secret`.
        public let secret: String
    }
}
