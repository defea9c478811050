internal import AuthorizationServer
internal import Logging
internal import OAuth
internal import Storage
internal import StorageSQLite
internal import WorkOSEmulator

/// Makes the slow hashes that seeds leave to do, one seed after the other, beside everything else.
struct SeedHashing: Sendable {
    private let storage: SQLiteStorage
    private let hasher: PasswordHasher
    private let clock: any WallClock
    private let random: any RandomSource
    private let logger: Logger
    private let added = AsyncStream.makeStream(of: SlowHashes.self)

    init(
        storage: SQLiteStorage, hasher: PasswordHasher, clock: any WallClock, random: any RandomSource, logger: Logger
    ) {
        self.storage = storage
        self.hasher = hasher
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    /// Takes what a seed that came later leaves to do.
    func add(_ hashes: SlowHashes) { added.continuation.yield(hashes) }

    /// Makes those of the first seed, which what `reset` goes back to has from then on too: a hash is made once.
    func makeFirst(_ hashes: SlowHashes) async throws {
        let made = try await hashes.make(store: storage, hasher: hasher, clock: clock, random: random)
        guard let baseline = try await storage.baseline() else { return }
        let copy = try SQLiteStorage(.memory)
        try await copy.restore(baseline)
        try await made.apply(to: copy, at: clock.now())
        try await storage.keepBaseline(try await copy.snapshot())
        try await copy.close()
    }

    /// Makes those that are added, until the task is cancelled.
    func makeAdded() async {
        for await hashes in added.stream {
            do {
                try await hashes.make(store: storage, hasher: hasher, clock: clock, random: random)
            } catch {
                // A reset may have removed meanwhile what they are for.
                logger.info("secrets of an added seed are not hashed", metadata: ["detail": .string("\(error)")])
            }
        }
    }
}
