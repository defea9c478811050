internal import AuthorizationServer
internal import Encryption
internal import JOSE
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OAuth
internal import Outbound
internal import ResourceGateway
internal import ServiceLifecycle
internal import Storage
internal import StorageSQLite
internal import WorkOSEmulator

/// The composition root of `claviger dev`: every dependency is made here and handed to those who need it.
struct DevStack {
    let settings: DevSettings
    let clock = SystemClock()
    let random = SystemRandomSource()

    init(settings: DevSettings) { self.settings = settings }

    /// Serves until a signal comes.
    /// - Parameter onReady: called once everything listens.
    func run(onReady: @escaping @Sendable (DevSummary) -> Void) async throws {
        let logger = Log.make()
        let directory = try settings.dataDirectory ?? DevSecrets.defaultDirectory()
        let secrets = try DevSecrets.load(directory: directory, random: random)
        // Of processes that share a directory one at a time brings the schema up to date and seeds.
        let lock = try DirectoryLock(directory)
        let storage = try openStorage()
        let signingKeys = SigningKeys(
            store: storage, keyring: secrets.keyring, clock: clock, random: random,
            policy: SigningKeys.Policy(algorithm: settings.signingAlgorithm))
        try await checkKeys(signingKeys, secrets, directory: directory)
        await signingKeys.prepare()
        let hasher = PasswordHasher(random: random)
        let verifier = SecretVerifier(hasher: hasher)
        let seeded: Seeder.Outcome
        do {
            seeded = try await seed(storage, secrets, verifier)
        } catch let error as StorageError {
            throw CommandError("the seed cannot be applied: \(error.detail)")
        }
        lock.release()

        let group = MultiThreadedEventLoopGroup(numberOfThreads: EventLoops.count)
        let samplePort = settings.upstream == nil ? try Port.resolve(0, flag: "") : nil
        let upstream =
            try settings.upstream
            ?? samplePort.flatMap { HTTPURL("http://\(DevSettings.host):\($0)/mcp") }
            .orThrow()
        let summary = DevSummary(settings: settings, secrets: secrets, seeded: seeded, upstream: upstream)
        let readiness = Readiness(expected: samplePort == nil ? 2 : 3) { onReady(summary) }

        let audit = StoredAuditLog(store: storage, clock: clock, logger: logger)
        let fetcher = try fetcher(group)
        let ownKeys = try ownKeys(fetcher)
        let server = try authorizationServer(storage, signingKeys, verifier, audit, fetcher)
        await server.revocations.refresh()
        var services: [any Service] = [StorageService(storage: storage)]
        services.append(
            MaintenanceService(
                housekeeping: Housekeeping(
                    store: storage, configuration: server.configuration, signingKeys: signingKeys, audit: audit,
                    clock: clock, logger: logger),
                revocations: server.revocations,
                first: { [clock, random] in
                    try await seeded.slowHashes.make(store: storage, hasher: hasher, clock: clock, random: random)
                }, logger: logger))
        services.append(
            try controlPlane(server, storage, secrets, ownKeys, group: group, logger: logger) {
                await readiness.signal()
            })
        if let samplePort {
            services.append(sample(port: samplePort, group: group, logger: logger) { await readiness.signal() })
        }
        services.append(
            try gateway(storage, server.revocations, ownKeys, upstream: upstream, group: group, logger: logger) {
                await readiness.signal()
            })
        try await Services.run(services, logger: logger)
    }

    private func openStorage() throws(CommandError) -> SQLiteStorage {
        do throws(StorageError) {
            guard let directory = settings.dataDirectory else { return try SQLiteStorage(.memory) }
            return try SQLiteStorage(.file("\(directory)/claviger.db"))
        } catch {
            throw CommandError("the database in \(settings.dataDirectory ?? "memory") cannot be used: \(error.detail)")
        }
    }

    private func checkKeys(_ signingKeys: SigningKeys, _ secrets: DevSecrets, directory: String) async throws {
        do {
            try await signingKeys.checkStored()
        } catch let error as EncryptionError {
            throw CommandError(
                "the database in \(directory) is encrypted under other keys than those \(secrets.keySource) "
                    + "(\(error.reason)); restore them, or choose another directory with --data")
        }
    }

    private func seed(
        _ storage: SQLiteStorage, _ secrets: DevSecrets, _ verifier: SecretVerifier
    ) async throws -> Seeder.Outcome {
        let seeder = Seeder(store: storage, secrets: verifier, clock: clock, random: random)
        let standard = SeedFile.development(clientSecret: secrets.clientSecret)
        guard let file = settings.seedFile else { return try await seeder.apply(standard) }
        var seed = try SeedFiles.read(file)
        if !seed.apiKeys.isEmpty { try await seeder.removeDevelopmentKey() }
        let hasMachine = seed.applications.contains(where: \.isMachineWithSecret)
        // What the file leaves out, dev still needs: a client and a key to try.
        if !hasMachine || seed.apiKeys.isEmpty || seed.users.isEmpty {
            let offset = seed.organizations.count
            seed.organizations += standard.organizations
            if seed.users.isEmpty { seed.users = standard.users.map { $0.moved(by: offset) } }
            if !hasMachine {
                let own = standard.applications.map { $0.moved(by: offset) }
                guard !seed.applications.contains(where: { $0.clientID != nil && $0.clientID == own.first?.clientID })
                else {
                    throw CommandError(
                        "\(file): client_development is the id of dev's own M2M application; give yours another id")
                }
                seed.applications += own
            }
            if seed.apiKeys.isEmpty { seed.apiKeys = standard.apiKeys.map { $0.moved(by: offset) } }
        }
        return try await seeder.apply(seed)
    }
}

extension Optional {
    /// For values that cannot be missing unless this program is wrong.
    func orThrow() throws -> Wrapped {
        guard let self else { throw CommandError("an internal address is not valid") }
        return self
    }
}
