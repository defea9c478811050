internal import JOSE
package import JSON
internal import Storage

// MARK: - Seed and state

extension EmulatorControl {
    private static let version: Int64 = 1

    /// Goes back to what was there after the start: the seed with its identifiers and secrets, the machine's time, no
    /// faults, an empty journal.
    package func reset() async throws(ControlError) {
        try await withTurn { () async throws(ControlError) in
            let baseline = try await EmulatorControl.stored { () async throws(StorageError) in
                try await storage.baseline()
            }
            guard let baseline else { throw ControlError(.conflict, "there is no state to go back to") }
            try await EmulatorControl.stored { () async throws(StorageError) in try await replace(by: baseline) }
            clock.reset()
            await reload()
            faults.removeAll()
            journal.clear()
        }
    }

    /// Adds what a seed file asks for, in YAML or JSON; what is there already stays as it is.
    /// - Throws: `invalid_seed` with all problems; nothing is added then.
    package func seed(_ text: String) async throws(ControlError) -> AppliedSeed {
        try await withTurn { () async throws(ControlError) in
            do {
                return try await applySeed(text)
            } catch let error as SeedError {
                let count = error.problems.count
                throw ControlError(
                    .invalidSeed, "the seed has \(count == 1 ? "a problem" : "\(count) problems")",
                    problems: error.problems)
            } catch let error as StorageError {
                throw ControlError(error)
            } catch let error as ControlError {
                throw error
            } catch {
                throw ControlError(.unavailable, "the seed could not be added", detail: "\(error)")
            }
        }
    }

    /// Reads the body of `POST seed`: `{"seed": …}` with a text in YAML or JSON, or with the seed itself.
    package static func seedText(json: JSONValue) throws(ControlError) -> String {
        guard let object = json.object, object.count == 1, let seed = object["seed"] else {
            throw ControlError(.invalidRequest, "the body is {\"seed\": …}")
        }
        switch seed {
        case .string(let text): return text
        case .object: return seed.serializedString()
        default: throw ControlError(.invalidRequest, "seed is a text in YAML or JSON, or an object")
        }
    }

    /// All that the emulator holds, with every secret of it.
    package func state() async throws(ControlError) -> JSONValue {
        let snapshot = try await EmulatorControl.stored { () async throws(StorageError) in
            try await storage.snapshot()
        }
        return ["version": .integer(EmulatorControl.version), "clock": clock.json, "database": snapshot.json]
    }

    /// Puts what `state` answered in the place of all that there is, or changes nothing.
    package func restore(_ state: JSONValue) async throws(ControlError) {
        guard let object = state.object, object["version"]?.integer == EmulatorControl.version,
            let database = object["database"], let clockState = object["clock"]
        else { throw ControlError(.invalidState, "the state is not what GET /_claviger/state answers") }
        let setting = try ControlledClock.Setting(json: clockState)
        try clock.check(setting)
        guard let snapshot = Snapshot(json: database) else {
            throw ControlError(.invalidState, "database is not what GET /_claviger/state answers")
        }
        try await withTurn { () async throws(ControlError) in try await restore(snapshot, setting) }
    }

    private func restore(_ snapshot: Snapshot, _ setting: ControlledClock.Setting) async throws(ControlError) {
        let previous = try await EmulatorControl.stored { () async throws(StorageError) in
            try await storage.snapshot()
        }
        try await EmulatorControl.stored { () async throws(StorageError) in try await replace(by: snapshot) }
        do {
            try await checkRestored()
        } catch {
            try await EmulatorControl.stored { () async throws(StorageError) in try await storage.restore(previous) }
            await reload()
            throw ControlError(
                .invalidState, "the state is sealed under keys that this server does not have", detail: "\(error)")
        }
        try clock.restore(setting)
        await reload()
    }

    /// A snapshot may be older than the first signing key, which takes a while to make: then the keys stay as they are, and
    /// with them what clients know of them.
    private func replace(by snapshot: Snapshot) async throws(StorageError) {
        var kept: [[SigningKeyRecord]] = []
        for algorithm in SignatureAlgorithm.allCases {
            kept.append(try await storage.signingKeys(algorithm: algorithm.rawValue))
        }
        try await storage.restore(snapshot)
        for keys in kept {
            guard let first = keys.first, try await storage.signingKeys(algorithm: first.algorithm).isEmpty else {
                continue
            }
            var newest = try await storage.insertFirst(first)
            for key in keys.dropFirst() {
                newest = try await storage.insert(key, following: newest.keyID).last ?? newest
            }
        }
    }
}
