internal import AuthorizationServer
internal import CredentialVault
internal import EmulatorComposition
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
    func authorizationServer() throws -> AuthorizationServerConfiguration {
        AuthorizationServerConfiguration(
            issuer: try HTTPURL(settings.issuer).orThrow(),
            resources: try [settings.resource, settings.vault].map { try ResourceIndicator($0).orThrow() },
            defaultAudience: settings.resource, scopes: DevStack.scopes, defaultScopes: DevStack.requiredScopes,
            registration: .init(
                isDynamicOn: settings.isDynamicRegistrationOn,
                areMetadataDocumentsOn: settings.areMetadataDocumentsOn, allowsLoopback: true),
            isSignInByPickingOn: true)
    }

    private static var scopes: ScopeSet { ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none }
    private static var requiredScopes: ScopeSet { ScopeSet(validating: ["mcp"]) ?? .none }

    func vault(_ emulator: Emulator, _ secrets: DevSecrets, _ ownKeys: RemoteKeySource) -> ControlPlane.Vault {
        ControlPlane.Vault(
            vault: CredentialVault(
                store: emulator.storage, keyring: secrets.keyring, clock: emulator.clock, random: random),
            users: UserAuthenticator(
                rules: TokenRules(
                    issuer: settings.issuer, audiences: [settings.vault], algorithms: Set(SignatureAlgorithm.allCases)),
                keys: ownKeys, revocations: emulator.server.revocations, clock: emulator.clock),
            allowInsecureLoopback: true)
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
        _ emulator: Emulator, _ ownKeys: RemoteKeySource, upstream: HTTPURL, group: any EventLoopGroup,
        logger: Logger, onListening: @escaping @Sendable () async -> Void
    ) throws -> any Service {
        let route = GatewayRoute(
            path: "/mcp", resource: try HTTPURL(settings.resource).orThrow(), upstream: Upstream(url: upstream),
            authorizationServers: [settings.issuer],
            scopesSupported: DevStack.scopes, requiredScopes: DevStack.requiredScopes,
            jwt: JWTVerifier(
                rules: TokenRules(
                    issuer: settings.issuer, audiences: [settings.resource],
                    algorithms: Set(SignatureAlgorithm.allCases)),
                keys: ownKeys, revocations: emulator.server.revocations),
            apiKeys: StoredAPIKeys(authenticator: APIKeyAuthenticator(keys: emulator.storage, clock: emulator.clock)))
        let configuration = GatewayConfiguration(
            host: DevSettings.host, port: settings.gatewayPort, allowedHosts: ["127.0.0.1", "localhost"],
            allowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"], routes: [route])
        return GatewayServer(
            configuration: configuration, group: group, clock: emulator.clock, random: random, logger: logger,
            onListening: { _ in await onListening() })
    }

    /// The keys of our own authorization server, by the way that everybody gets them.
    func ownKeys(_ emulator: Emulator) throws -> RemoteKeySource {
        RemoteKeySource(
            url: try HTTPURL(settings.issuer + "/oauth2/jwks").orThrow(), fetcher: emulator.fetcher,
            clock: emulator.clock)
    }
}
