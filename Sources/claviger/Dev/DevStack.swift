internal import EmulatorComposition
internal import JOSE
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OAuth
internal import Outbound
internal import ServiceLifecycle
internal import Storage
internal import StorageSQLite
internal import WorkOSEmulator

/// The composition root of `claviger dev`: an emulator, and around it a vault, a gateway and a sample MCP server.
struct DevStack {
    let settings: DevSettings
    let random = SystemRandomSource()

    init(settings: DevSettings) { self.settings = settings }

    /// Serves until a signal comes.
    /// - Parameter onReady: called once everything listens.
    func run(onReady: @escaping @Sendable (DevSummary) -> Void) async throws {
        let logger = Log.make()
        let directory = try settings.dataDirectory ?? DevSecrets.defaultDirectory()
        let secrets = try DevSecrets.load(directory: directory, random: random)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: EventLoops.count)
        // Of processes that share a directory one at a time brings the schema up to date and seeds.
        let lock = try DirectoryLock(directory)
        let emulator = try await EmulateStack.start(
            try emulatorSettings(secrets), keysAt: secrets.keySource, group: group, logger: logger)
        lock.release()

        let samplePort = settings.upstream == nil ? try Port.resolve(0, flag: "") : nil
        let upstream =
            try settings.upstream
            ?? samplePort.flatMap { HTTPURL("http://\(DevSettings.host):\($0)/mcp") }
            .orThrow()
        let summary = DevSummary(settings: settings, secrets: secrets, seeded: emulator.seeded, upstream: upstream)
        let readiness = Readiness(expected: samplePort == nil ? 2 : 3) { onReady(summary) }
        let ownKeys = try ownKeys(emulator)
        var services: [any Service] = [StorageService(storage: emulator.storage), emulator.maintenance]
        services.append(
            emulator.application(
                host: DevSettings.host, port: settings.port, vault: vault(emulator, secrets, ownKeys), group: group
            ) { await readiness.signal() })
        if let samplePort {
            services.append(sample(port: samplePort, group: group, logger: logger) { await readiness.signal() })
        }
        services.append(
            try gateway(emulator, ownKeys, upstream: upstream, group: group, logger: logger) {
                await readiness.signal()
            })
        try await Services.run(services, logger: logger)
    }

    private func emulatorSettings(_ secrets: DevSecrets) throws -> EmulatorSettings {
        var emulator = EmulatorSettings(baseURL: try HTTPURL(settings.issuer).orThrow(), seed: try seed(secrets))
        emulator.location = settings.dataDirectory.map { .file("\($0)/claviger.db") } ?? .memory
        emulator.keyring = secrets.keyring
        emulator.signingAlgorithm = settings.signingAlgorithm
        emulator.certificateAuthorities = settings.certificateAuthorities
        emulator.trustedIssuers = settings.trustedIssuers
        emulator.authorizationServer = try authorizationServer()
        emulator.controlToken = Environment.value("CLAVIGER_CONTROL_TOKEN").map { Secret($0) }
        return emulator
    }

    /// The seed file with what dev needs besides: a client and a key to try, somebody to sign in as.
    private func seed(_ secrets: DevSecrets) throws -> SeedFile {
        let standard = SeedFile.development(clientSecret: secrets.clientSecret)
        guard let file = settings.seedFile else { return standard }
        let seed = try SeedFiles.read(file)
        guard let completed = seed.completed(by: standard) else {
            throw CommandError(
                "\(file): client_development is the id of dev's own M2M application; give yours another id")
        }
        return completed
    }
}

extension Optional {
    /// For values that cannot be missing unless this program is wrong.
    func orThrow() throws -> Wrapped {
        guard let self else { throw CommandError("an internal address is not valid") }
        return self
    }
}
