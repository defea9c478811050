package import AuthorizationServer
internal import Encryption
internal import HTTPAPI
internal import JOSE
package import Logging
package import NIOCore
package import OAuth
package import Outbound
internal import Storage
package import StorageSQLite
package import WorkOSEmulator

/// An emulator whose parts are put together: storage, keys, seed, authorization server, WorkOS-compatible API and control
/// API. It listens nowhere yet.
package struct Emulator: Sendable {
    package let settings: EmulatorSettings
    package let storage: SQLiteStorage
    package let clock: ControlledClock
    package let random: any RandomSource
    package let server: AuthorizationServer
    package let signingKeys: SigningKeys
    package let api: WorkOSAPI
    package let control: EmulatorControl
    /// What came of the seed at this start.
    package let seeded: Seeder.Outcome
    package let fetcher: Dialler
    let hashing: SeedHashing
    let audit: StoredAuditLog
    let logger: Logger

    /// Opens the storage, applies the seed and makes everything else.
    /// - Throws: `StartError`.
    package init(
        _ settings: EmulatorSettings, random: any RandomSource = SystemRandomSource(), group: any EventLoopGroup,
        logger: Logger
    ) async throws {
        let clock = ControlledClock(base: SystemClock())
        let storage = try Emulator.open(settings.location)
        var policy = SigningKeys.Policy(algorithm: settings.signingAlgorithm)
        if let key = settings.signingKey {
            policy.algorithm = key.publicKey.algorithm
            policy.lifetime = Emulator.neverRotated
        }
        let signingKeys = SigningKeys(
            store: storage, keyring: settings.keyring, clock: clock, random: random, policy: policy)
        do { try await signingKeys.checkStored() } catch let error as EncryptionError {
            throw StartError(.wrongEncryptionKeys, error.reason)
        }
        if let key = settings.signingKey { try await signingKeys.use(key) } else { await signingKeys.prepare() }
        let hasher = PasswordHasher(random: random, cost: settings.passwordCost)
        let secrets = SecretVerifier(hasher: hasher)
        let audit = StoredAuditLog(store: storage, clock: clock, logger: logger)
        let fetcher = try Emulator.fetcher(settings, group)
        let server = AuthorizationServer(
            configuration: settings.authorizationServer,
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: signingKeys, fetcher: fetcher,
                trustedIssuers: settings.trustedIssuers.map { trusted in
                    TrustedIssuer(
                        issuer: trusted.issuer,
                        keys: RemoteKeySource(url: trusted.jwksURL, fetcher: fetcher, clock: clock))
                },
                secrets: secrets, audit: audit, clock: clock, random: random))
        let mailbox = StoredMailbox(
            store: storage, clock: clock, random: random)
        api = WorkOSAPI(
            context: EmulatorContext(
                configuration: Emulator.configuration(settings), store: storage, server: server,
                signingKeys: signingKeys, secrets: secrets, hasher: hasher,
                mailbox: mailbox, audit: audit, clock: clock, random: random))
        let seeder = Seeder(context: api.context)
        seeded = try await Emulator.seed(settings, seeder, storage, api.context)
        await server.revocations.refresh()
        hashing = SeedHashing(storage: storage, hasher: hasher, clock: clock, random: random, logger: logger)
        control = Emulator.control(
            storage: storage, clock: clock, mailbox: mailbox, server: server, signingKeys: signingKeys,
            secrets: secrets, seeder: seeder, hashing: hashing)
        self.settings = settings
        self.storage = storage
        self.clock = clock
        self.random = random
        self.server = server
        self.signingKeys = signingKeys
        self.fetcher = fetcher
        self.audit = audit
        self.logger = logger
    }

    /// A key that was named signs for a hundred years.
    private static let neverRotated: Int64 = 100 * 365 * 86_400

    /// The key that clients manage with, where it is known: the first that the seed pins, or else the default one.
    package var apiKey: Secret? { settings.seed.hasDefaultKey ? settings.defaultKey : settings.seed.firstPinnedKey }

    private static func configuration(_ settings: EmulatorSettings) -> EmulatorConfiguration {
        let seed = settings.seed
        let keys = seed.managementKeys + (seed.hasDefaultKey ? [settings.defaultKey] : [])
        var configuration = EmulatorConfiguration(
            baseURL: settings.baseURL, doAPIKeysOpenManagement: true, managementKeys: keys.map { SecretHash($0) })
        configuration.clientID = seed.authKit.clientID
        configuration.loginURI = seed.authKit.loginURI
        configuration.isMultiFactorRequired = seed.authKit.isMultiFactorRequired
        return configuration
    }

    private static func open(_ location: SQLiteStorage.Location) throws(StartError) -> SQLiteStorage {
        do throws(StorageError) { return try SQLiteStorage(location) } catch {
            throw StartError(.storage, error.detail)
        }
    }

    /// One for everything that is fetched: it reads the machine's certificate authorities, which takes a while.
    private static func fetcher(
        _ settings: EmulatorSettings, _ group: any EventLoopGroup
    ) throws(StartError) -> Dialler {
        do {
            return try Dialler(
                group: group, additionalCertificates: settings.certificateAuthorities.map { [$0] } ?? [])
        } catch {
            throw StartError(.certificateAuthorities, "\(settings.certificateAuthorities ?? "")")
        }
    }
}

/// Why an emulator could not be made.
package struct StartError: Error, Sendable {
    package enum Code: Sendable, Hashable {
        case storage
        /// The database is sealed under other keys than the configured ones.
        case wrongEncryptionKeys
        case certificateAuthorities
        /// The seed does not fit what is there already.
        case seed
    }

    package var code: Code
    package var reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
