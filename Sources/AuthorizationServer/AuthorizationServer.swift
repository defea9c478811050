internal import JOSE
internal import JSON
package import OAuth
package import Storage

/// The authorization server: its endpoints, without HTTP.
package struct AuthorizationServer: Reloadable {
    /// What it stands on.
    package struct Dependencies: Sendable {
        package var storage: any StorageEngine
        package var signingKeys: SigningKeys
        /// For metadata documents and key sets of clients.
        package var fetcher: any URLFetching
        /// Whose identity assertions are taken.
        package var trustedIssuers: [TrustedIssuer]
        package var secrets: SecretVerifier
        package var audit: any AuditLog
        package var clock: any WallClock
        package var random: any RandomSource

        package init(
            storage: any StorageEngine, signingKeys: SigningKeys, fetcher: any URLFetching,
            trustedIssuers: [TrustedIssuer] = [], secrets: SecretVerifier, audit: any AuditLog,
            clock: any WallClock, random: any RandomSource
        ) {
            self.storage = storage
            self.signingKeys = signingKeys
            self.fetcher = fetcher
            self.trustedIssuers = trustedIssuers
            self.secrets = secrets
            self.audit = audit
            self.clock = clock
            self.random = random
        }
    }

    package let configuration: AuthorizationServerConfiguration
    /// What is revoked, for verifiers in this process.
    package let revocations: RevocationList
    private let reloadables: [any Reloadable]
    let signingKeys: SigningKeys
    let tokenEndpoint: TokenEndpoint
    let introspectionEndpoint: IntrospectionEndpoint
    let revocationEndpoint: RevocationEndpoint
    let userInfoEndpoint: UserInfoEndpoint
    let registrationEndpoint: RegistrationEndpoint
    let authorizeEndpoint: AuthorizeEndpoint
    let deviceEndpoint: DeviceEndpoint
    let people: People
    let takesIdentityAssertions: Bool
    let audit: any AuditLog
    let clock: any WallClock

    package init(configuration: AuthorizationServerConfiguration, _ dependencies: Dependencies) {
        let (storage, clock, random) = (dependencies.storage, dependencies.clock, dependencies.random)
        let (keys, audit) = (dependencies.signingKeys, dependencies.audit)
        let identifiers = IdentifierGenerator(clock: clock, random: random)
        let throttle = FailureThrottle(clock: clock)
        let audiences = AudienceResolver(configuration: configuration)
        let loopback = configuration.registration.allowsLoopback
        let documents =
            configuration.registration.areMetadataDocumentsOn
            ? MetadataDocumentClients(fetcher: dependencies.fetcher, clock: clock, allowLoopback: loopback) : nil
        let directory = ClientDirectory(
            store: storage, documents: documents, configuration: configuration, clock: clock)
        let authenticator = ClientAuthenticator(
            directory: directory, secrets: dependencies.secrets,
            assertions: ClientAssertionVerifier(
                configuration: configuration,
                keys: ClientKeySources(fetcher: dependencies.fetcher, clock: clock, allowsLoopback: loopback),
                store: storage, clock: clock),
            throttle: throttle, clock: clock)
        let ownTokens = OwnTokens(configuration: configuration, signingKeys: keys, revocations: storage, clock: clock)
        let checker = AuthorizationRequestChecker(
            directory: directory, audiences: audiences, configuration: configuration)
        let registrations = RateLimiter(perMinute: configuration.limits.registrationsPerMinute, clock: clock)
        let signUps = RateLimiter(perMinute: configuration.limits.signUpsPerMinute, clock: clock)
        let devices = RateLimiter(perMinute: configuration.limits.deviceAuthorizationsPerMinute, clock: clock)
        revocations = RevocationList(store: storage, clock: clock)
        let caches: [any Reloadable] = [
            keys, revocations, dependencies.secrets, throttle, registrations, signUps, devices,
        ]
        reloadables = caches + (documents.map { [$0] } ?? [])
        let context = GrantContext(
            configuration: configuration, audiences: audiences,
            accessTokens: AccessTokenIssuer(
                configuration: configuration, signingKeys: keys, clock: clock, identifiers: identifiers),
            idTokens: IDTokenIssuer(configuration: configuration, signingKeys: keys, users: storage, clock: clock),
            users: storage, random: random, identifiers: identifiers, clock: clock, audit: audit,
            revocations: revocations)
        self.configuration = configuration
        self.audit = audit
        self.clock = clock
        signingKeys = keys
        takesIdentityAssertions = !dependencies.trustedIssuers.isEmpty
        people = People(
            users: storage, sessions: storage, secrets: dependencies.secrets, throttle: throttle,
            signUps: signUps, configuration: configuration, audit: audit, random: random, clock: clock)
        tokenEndpoint = TokenEndpoint(
            authenticator: authenticator, context: context,
            authorizationCode: AuthorizationCodeGrant(context: context, codes: storage),
            refreshToken: RefreshTokenGrant(context: context, tokens: storage),
            clientCredentials: ClientCredentialsGrant(context: context),
            deviceCode: DeviceCodeGrant(context: context, devices: storage),
            jwtBearer: JWTBearerGrant(
                context: context, issuers: dependencies.trustedIssuers, assertions: storage, users: storage),
            tokenExchange: TokenExchangeGrant(context: context, ownTokens: ownTokens))
        introspectionEndpoint = IntrospectionEndpoint(
            authenticator: authenticator, ownTokens: ownTokens, refreshTokens: storage, clock: clock)
        revocationEndpoint = RevocationEndpoint(
            authenticator: authenticator, ownTokens: ownTokens, refreshTokens: storage, context: context)
        userInfoEndpoint = UserInfoEndpoint(ownTokens: ownTokens, users: storage)
        registrationEndpoint = RegistrationEndpoint(
            store: storage, configuration: configuration,
            limiter: registrations, audit: audit, revocations: revocations, random: random, identifiers: identifiers,
            clock: clock)
        authorizeEndpoint = AuthorizeEndpoint(
            checker: checker, people: people, consents: storage, codes: storage, configuration: configuration,
            audit: audit, random: random, identifiers: identifiers, clock: clock)
        deviceEndpoint = DeviceEndpoint(
            authenticator: authenticator, directory: directory, checker: checker, people: people, devices: storage,
            configuration: configuration, throttle: throttle, limiter: devices, audit: audit, random: random,
            identifiers: identifiers, clock: clock)
    }

    package func reload() async {
        for reloadable in reloadables { await reloadable.reload() }
    }
}
