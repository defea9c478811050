package import AuthorizationServer
package import Storage

/// What tests do to the emulator besides using it: the control API, without HTTP.
package struct EmulatorControl: Sendable {
    /// Reads a seed in YAML or JSON and adds what is not there yet.
    package typealias ApplySeed = @Sendable (_ text: String) async throws -> AppliedSeed

    package let clock: ControlledClock
    package let journal: RequestJournal
    package let faults: FaultInjector
    package let mailbox: StoredMailbox
    let storage: any SnapshotStore & SigningKeyStore
    let reloadables: [any Reloadable]
    let checkRestored: @Sendable () async throws -> Void
    let applySeed: ApplySeed
    /// What replaces the database or adds a seed is done one at a time.
    let turns = BoundedTurns(atOnce: 1, waiting: 100)

    /// - Parameters:
    ///   - reloadables: what must forget when the database is replaced.
    ///   - checkRestored: throws when this process cannot use a database that was restored, as with keys that it cannot
    ///     open.
    ///   - applySeed: throws `SeedError` with all problems.
    package init(
        storage: any SnapshotStore & SigningKeyStore, clock: ControlledClock, journal: RequestJournal,
        faults: FaultInjector, mailbox: StoredMailbox, reloadables: [any Reloadable],
        checkRestored: @escaping @Sendable () async throws -> Void = {}, applySeed: @escaping ApplySeed
    ) {
        self.storage = storage
        self.clock = clock
        self.journal = journal
        self.faults = faults
        self.mailbox = mailbox
        self.reloadables = reloadables
        self.checkRestored = checkRestored
        self.applySeed = applySeed
    }

    func withTurn<Value>(_ body: () async throws(ControlError) -> Value) async throws(ControlError) -> Value {
        guard await turns.take() else { throw ControlError(.unavailable, "too many changes of state wait already") }
        defer { turns.give() }
        return try await body()
    }

    func reload() async {
        for reloadable in reloadables { await reloadable.reload() }
    }

    /// Calls a store, with its errors as the control API's.
    static func stored<Value>(
        _ body: () async throws(StorageError) -> Value
    ) async throws(ControlError) -> Value {
        do { return try await body() } catch { throw ControlError(error) }
    }
}

extension ControlError {
    package init(_ error: StorageError) {
        switch error.code {
        case .schemaFromTheFuture, .corrupt:
            self.init(.invalidState, "the state does not fit this version of the server", detail: error.detail)
        case .conflict, .keyTaken:
            self.init(.conflict, "something else of this identity is there already", detail: error.detail)
        case .unstorableText: self.init(.invalidRequest, "a text has a NUL, which cannot be kept", detail: error.detail)
        default: self.init(.unavailable, "the database cannot be reached at the moment", detail: error.detail)
        }
    }
}
