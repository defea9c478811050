internal import AuthorizationServer
internal import CredentialVault
internal import Encryption
internal import HTTPAPI
internal import Hummingbird
internal import JOSE
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OAuth
internal import Outbound
internal import ResourceGateway
internal import SampleMCPServer
internal import ServiceLifecycle
internal import Storage
internal import StorageSQLite
internal import WorkOSEmulator

/// The composition root of `claviger dev`: every dependency is made here and handed to those who need it.
struct DevStack {
    let settings: DevSettings
    private let clock = SystemClock()
    private let random = SystemRandomSource()

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
        let signingKeys = SigningKeys(store: storage, keyring: secrets.keyring, clock: clock, random: random)
        try await checkKeys(signingKeys, secrets, directory: directory)
        await signingKeys.prepare()
        let seeded: Seeder.Outcome
        do {
            seeded = try await seed(storage, secrets)
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

        var services: [any Service] = [StorageService(storage: storage)]
        services.append(
            try controlPlane(storage, secrets, signingKeys, group: group, logger: logger) {
                await readiness.signal()
            })
        if let samplePort {
            services.append(sample(port: samplePort, group: group, logger: logger) { await readiness.signal() })
        }
        services.append(
            try gateway(storage, upstream: upstream, group: group, logger: logger) { await readiness.signal() })
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

    private func seed(_ storage: SQLiteStorage, _ secrets: DevSecrets) async throws -> Seeder.Outcome {
        let seeder = Seeder(store: storage, clock: clock, random: random)
        let standard = SeedFile.development(clientSecret: secrets.clientSecret)
        guard let file = settings.seedFile else { return try await seeder.apply(standard) }
        var seed = try SeedFiles.read(file)
        if !seed.apiKeys.isEmpty { try await seeder.removeDevelopmentKey() }
        // What the file leaves out, dev still needs: a client and a key to try.
        if seed.applications.isEmpty || seed.apiKeys.isEmpty {
            let offset = seed.organizations.count
            seed.organizations += standard.organizations
            if seed.applications.isEmpty {
                seed.applications = standard.applications.map { $0.moved(by: offset) }
            }
            if seed.apiKeys.isEmpty { seed.apiKeys = standard.apiKeys.map { $0.moved(by: offset) } }
        }
        return try await seeder.apply(seed)
    }
}

// MARK: - The services

extension DevStack {
    private func controlPlane(
        _ storage: SQLiteStorage, _ secrets: DevSecrets, _ signingKeys: SigningKeys, group: any EventLoopGroup,
        logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) throws -> any Service {
        let server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(
                issuer: try HTTPURL(settings.issuer).orThrow(), resources: [settings.resource, settings.vault],
                defaultAudience: settings.resource),
            clients: storage, signingKeys: signingKeys, clock: clock, random: random)
        let vault = ControlPlane.Vault(
            vault: CredentialVault(store: storage, keyring: secrets.keyring, clock: clock, random: random),
            users: UserAuthenticator(
                rules: TokenRules(issuer: settings.issuer, audiences: [settings.vault]),
                keys: try keySource(group), clock: clock),
            allowInsecureLoopback: true)
        let plane = ControlPlane(authorizationServer: server, vault: vault, storage: storage)
        return Application(
            router: plane.makeRouter(), server: ControlPlane.serverBuilder,
            configuration: .init(address: .hostname(DevSettings.host, port: settings.port)),
            onServerRunning: { _ in await onListening() }, eventLoopGroupProvider: .shared(group), logger: logger)
    }

    private func sample(
        port: Int, group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) -> any Service {
        Application(
            router: SampleMCPServer().makeRouter(),
            configuration: .init(address: .hostname(DevSettings.host, port: port)),
            onServerRunning: { _ in await onListening() }, eventLoopGroupProvider: .shared(group), logger: logger)
    }

    private func gateway(
        _ storage: SQLiteStorage, upstream: HTTPURL, group: any EventLoopGroup, logger: Logger,
        onListening: @escaping @Sendable () async -> Void
    ) throws -> any Service {
        let route = GatewayRoute(
            path: "/mcp", resource: try HTTPURL(settings.resource).orThrow(), upstream: Upstream(url: upstream),
            authorizationServers: [settings.issuer],
            scopesSupported: ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none,
            requiredScopes: ScopeSet(validating: ["mcp"]) ?? .none,
            jwt: JWTVerifier(
                rules: TokenRules(issuer: settings.issuer, audiences: [settings.resource]),
                keys: try keySource(group)),
            apiKeys: StoredAPIKeys(authenticator: APIKeyAuthenticator(keys: storage, clock: clock)))
        let configuration = GatewayConfiguration(
            host: DevSettings.host, port: settings.gatewayPort, allowedHosts: ["127.0.0.1", "localhost"],
            allowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"], routes: [route])
        return GatewayServer(
            configuration: configuration, group: group, clock: clock, random: random, logger: logger,
            onListening: { _ in await onListening() })
    }

    /// The keys of our own authorization server, by the way that everybody gets them.
    private func keySource(_ group: any EventLoopGroup) throws -> RemoteKeySource {
        RemoteKeySource(
            url: try HTTPURL(settings.issuer + "/oauth2/jwks").orThrow(), fetcher: try Dialler(group: group),
            clock: clock)
    }
}

extension Optional {
    /// For values that cannot be missing unless this program is wrong.
    fileprivate func orThrow() throws -> Wrapped {
        guard let self else { throw CommandError("an internal address is not valid") }
        return self
    }
}
