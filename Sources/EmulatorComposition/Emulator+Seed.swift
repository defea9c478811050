internal import AuthorizationServer
internal import OAuth
internal import Storage
internal import StorageSQLite
internal import WorkOSEmulator

extension Emulator {
    /// Applies the seed, and keeps what there is then as what `reset` goes back to.
    static func seed(
        _ settings: EmulatorSettings, _ seeder: Seeder, _ storage: SQLiteStorage, _ context: EmulatorContext
    ) async throws -> Seeder.Outcome {
        do {
            let outcome = try await seeder.apply(settings.seed)
            try await keepBaseline(settings, storage, context)
            return outcome
        } catch let error as APIError {
            throw StartError(.seed, error.message)
        } catch let error as StorageError {
            throw StartError(.seed, error.detail)
        }
    }

    /// A database that was filled in an earlier run goes back to its first state, with what the seed has now and had not
    /// then.
    private static func keepBaseline(
        _ settings: EmulatorSettings, _ storage: SQLiteStorage, _ context: EmulatorContext
    ) async throws {
        guard let earlier = try await storage.baseline() else {
            return try await storage.keepBaseline(try await storage.snapshot())
        }
        let copy = try SQLiteStorage(.memory)
        try await copy.restore(earlier)
        _ = try await Seeder(context: context.on(copy)).apply(settings.seed)
        try await storage.keepBaseline(try await copy.snapshot())
        try await copy.close()
    }

    static func control(
        storage: SQLiteStorage, clock: ControlledClock, mailbox: StoredMailbox, server: AuthorizationServer,
        signingKeys: SigningKeys, secrets: SecretVerifier, seeder: Seeder, hashing: SeedHashing
    ) -> EmulatorControl {
        EmulatorControl(
            storage: storage, clock: clock, journal: RequestJournal(), faults: FaultInjector(), mailbox: mailbox,
            reloadables: [signingKeys, secrets, server],
            checkRestored: { try await signingKeys.checkStored() },
            applySeed: { text in
                let outcome = try await seeder.apply(try await seeder.read(text))
                hashing.add(outcome.slowHashes)
                return AppliedSeed(created: outcome.created, skipped: outcome.skipped)
            })
    }
}
