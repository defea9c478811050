internal import AuthorizationServer
internal import CredentialVault
internal import HTTPAPI
internal import Hummingbird
internal import JOSE
internal import Logging
internal import NIOCore
internal import OAuth
internal import Outbound
internal import ResourceGateway
internal import SampleMCPServer
internal import ServiceLifecycle
internal import Storage
internal import StorageSQLite

extension DevStack {
    func authorizationServer(
        _ storage: SQLiteStorage, _ signingKeys: SigningKeys, _ verifier: SecretVerifier, _ audit: StoredAuditLog,
        _ fetcher: Dialler
    ) throws -> AuthorizationServer {
        return AuthorizationServer(
            configuration: AuthorizationServerConfiguration(
                issuer: try HTTPURL(settings.issuer).orThrow(),
                resources: try [settings.resource, settings.vault].map { try ResourceIndicator($0).orThrow() },
                defaultAudience: settings.resource, scopes: DevStack.scopes, defaultScopes: DevStack.requiredScopes,
                registration: .init(
                    isDynamicOn: settings.isDynamicRegistrationOn,
                    areMetadataDocumentsOn: settings.areMetadataDocumentsOn, allowsLoopback: true),
                isSignInByPickingOn: true),
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: signingKeys, fetcher: fetcher,
                trustedIssuers: settings.trustedIssuers.map { trusted in
                    TrustedIssuer(
                        issuer: trusted.issuer,
                        keys: RemoteKeySource(url: trusted.jwksURL, fetcher: fetcher, clock: clock))
                },
                secrets: verifier, audit: audit, clock: clock, random: random))
    }

    private static var scopes: ScopeSet { ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none }
    private static var requiredScopes: ScopeSet { ScopeSet(validating: ["mcp"]) ?? .none }

    /// One for everything that is fetched: it reads the machine's certificate authorities, which takes a while.
    func fetcher(_ group: any EventLoopGroup) throws -> Dialler {
        do {
            return try Dialler(
                group: group, additionalCertificates: settings.certificateAuthorities.map { [$0] } ?? [])
        } catch {
            throw CommandError(
                "--metadata-ca-file \(settings.certificateAuthorities ?? "") cannot be read as PEM certificates")
        }
    }

    func controlPlane(
        _ server: AuthorizationServer, _ storage: SQLiteStorage, _ secrets: DevSecrets, _ ownKeys: RemoteKeySource,
        group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) throws -> any Service {
        let vault = ControlPlane.Vault(
            vault: CredentialVault(store: storage, keyring: secrets.keyring, clock: clock, random: random),
            users: UserAuthenticator(
                rules: TokenRules(
                    issuer: settings.issuer, audiences: [settings.vault], algorithms: Set(SignatureAlgorithm.allCases)),
                keys: ownKeys, revocations: server.revocations, clock: clock),
            allowInsecureLoopback: true)
        let plane = ControlPlane(authorizationServer: server, vault: vault, storage: storage, random: random)
        return Application(
            router: plane.makeRouter(), server: ControlPlane.serverBuilder,
            configuration: .init(address: .hostname(DevSettings.host, port: settings.port)),
            onServerRunning: { _ in await onListening() }, eventLoopGroupProvider: .shared(group), logger: logger)
    }

    func sample(
        port: Int, group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) -> any Service {
        Application(
            router: SampleMCPServer().makeRouter(),
            configuration: .init(address: .hostname(DevSettings.host, port: port)),
            onServerRunning: { _ in await onListening() }, eventLoopGroupProvider: .shared(group), logger: logger)
    }

    func gateway(
        _ storage: SQLiteStorage, _ revocations: RevocationList, _ ownKeys: RemoteKeySource, upstream: HTTPURL,
        group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) throws -> any Service {
        let route = GatewayRoute(
            path: "/mcp", resource: try HTTPURL(settings.resource).orThrow(), upstream: Upstream(url: upstream),
            authorizationServers: [settings.issuer],
            scopesSupported: DevStack.scopes, requiredScopes: DevStack.requiredScopes,
            jwt: JWTVerifier(
                rules: TokenRules(
                    issuer: settings.issuer, audiences: [settings.resource],
                    algorithms: Set(SignatureAlgorithm.allCases)),
                keys: ownKeys, revocations: revocations),
            apiKeys: StoredAPIKeys(authenticator: APIKeyAuthenticator(keys: storage, clock: clock)))
        let configuration = GatewayConfiguration(
            host: DevSettings.host, port: settings.gatewayPort, allowedHosts: ["127.0.0.1", "localhost"],
            allowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"], routes: [route])
        return GatewayServer(
            configuration: configuration, group: group, clock: clock, random: random, logger: logger,
            onListening: { _ in await onListening() })
    }

    /// The keys of our own authorization server, by the way that everybody gets them.
    func ownKeys(_ fetcher: Dialler) throws -> RemoteKeySource {
        RemoteKeySource(
            url: try HTTPURL(settings.issuer + "/oauth2/jwks").orThrow(), fetcher: fetcher, clock: clock)
    }
}
