import AuthorizationServer
import CredentialVault
import Encryption
import HTTPAPI
import Hummingbird
import HummingbirdTesting
import JOSE
import JSON
import Logging
import NIOCore
import OAuth
import Storage
import StorageSQLite
import TestSupport

/// The control plane on a database in memory, called in process.
struct Harness {
    static let issuer = "https://auth.example.com"
    static let vaultResource = "https://auth.example.com/mcp-oauth-credentials"
    static let secret = "a-secret-with-%-and-+-in-it-0123456789"

    let clock = ManualClock()
    let storage: SQLiteStorage
    let keyring: Keyring?
    private let plane: ControlPlane
    private let server: AuthorizationServer

    init(withKeys: Bool = true, issuer: String = Harness.issuer) async throws {
        let random = SystemRandomSource()
        storage = try SQLiteStorage(.memory)
        keyring = withKeys ? try Keyring(parsing: Keyring.generate(identifier: "k1", random: random)) : nil
        try await storage.insert(Organization(id: "org_1", name: "Acme", createdAt: clock.now()))
        let client = Client(
            id: "conn_app_1", clientID: "client_1", name: "Agent", organizationID: "org_1",
            scopes: ScopeSet(validating: ["mcp"]) ?? .none, createdAt: clock.now())
        try await storage.insert(
            client,
            secrets: [
                ClientSecret(
                    id: "secret_1", clientID: "client_1", hash: SecretHash(Secret(Harness.secret)),
                    createdAt: clock.now())
            ])
        let keys = SigningKeys(
            store: storage, keyring: keyring, clock: clock, random: random,
            policy: SigningKeys.Policy(algorithm: .es256))
        server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(
                issuer: HTTPURL(issuer)!,
                resources: [Harness.vaultResource, "https://mcp.example.com/mcp"].map { ResourceIndicator($0)! },
                scopes: ScopeSet(validating: ["mcp", "mcp:write"])!, defaultScopes: ScopeSet(validating: ["mcp"])!,
                isSignInByPickingOn: true),
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: keys, fetcher: NoFetching(),
                secrets: SecretVerifier(hasher: PasswordHasher(random: random, cost: ScryptCost(logarithm: 1))),
                audit: StoredAuditLog(store: storage, clock: clock, logger: Logger(label: "test")), clock: clock,
                random: random))
        let vault = ControlPlane.Vault(
            vault: CredentialVault(store: storage, keyring: keyring, clock: clock, random: random),
            users: UserAuthenticator(
                rules: TokenRules(
                    issuer: issuer, audiences: [Harness.vaultResource], algorithms: Set(SignatureAlgorithm.allCases)),
                keys: OwnKeys(keys: keys), clock: clock),
            allowInsecureLoopback: false)
        plane = ControlPlane(authorizationServer: server, vault: vault, storage: storage, random: random)
    }

    func test<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await Application(router: plane.makeRouter()).test(.router) { try await body($0) }
    }

    /// A person to pick at the sign-in page, the public application `app_1` and the confidential one `web`.
    func addPeople() async throws {
        let now = clock.now()
        try await storage.insert(
            User(id: "user_1", email: "ada@example.com", isEmailVerified: true, firstName: "Ada", createdAt: now))
        try await storage.insert(
            OrganizationMembership(id: "om_1", userID: "user_1", organizationID: "org_1", createdAt: now))
        let client = Client(
            id: "conn_app_2", clientID: "app_1", kind: .application, name: "Notebook", organizationID: nil,
            scopes: .none, authenticationMethods: [.none],
            grantTypes: [.authorizationCode, .refreshToken, .deviceCode],
            redirectURIs: [try RedirectURI("https://app.example.com/callback", applicationType: .web)], createdAt: now)
        try await storage.insert(client, secrets: [])
        let web = Client(
            id: "conn_app_3", clientID: "web", kind: .application, name: "Web", organizationID: "org_1", scopes: .none,
            audience: "https://web.example.com",
            grantTypes: [.authorizationCode, .clientCredentials, .jwtBearer, .tokenExchange],
            exchangeTargets: ["https://mcp.example.com/mcp"], createdAt: now)
        let secret = ClientSecret(
            id: "secret_web", clientID: "web", hash: SecretHash(Secret("the-secret-of-web-0123456789")), createdAt: now)
        try await storage.insert(web, secrets: [secret])
    }

    /// A token for the vault, of a user.
    func userToken(resource: String = Harness.vaultResource) async throws -> String {
        let request = try TokenRequest(parameters: [
            ("grant_type", "client_credentials"), ("client_id", "client_1"), ("client_secret", Harness.secret),
            ("resource", resource),
        ])
        return try await server.token(request, authorization: nil, from: "192.0.2.1").accessToken.revealed()
    }
}

/// The signing keys, without a fetch.
private struct OwnKeys: KeySource {
    let keys: SigningKeys

    var current: JSONWebKeySet? { nil }

    func keys(keyID: String?) async -> JSONWebKeySet? {
        try? await keys.published()
    }
}

/// A fetcher that reaches nobody.
struct NoFetching: URLFetching {
    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        throw FetchError(.connectFailed, "nobody is reached in this test")
    }
}

extension TestResponse {
    /// The body as JSON; `null` when it is not.
    var json: JSONValue { (try? JSONParser.parse(body.readableBytesView)) ?? .null }
}
