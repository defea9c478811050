import AuthorizationServer
import Encryption
import JOSE
import JSON
import Logging
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

/// An authorization server on a database in memory, with one machine.
struct Harness {
    static let issuer = "https://auth.example.com"
    static let secret = Secret("a-secret-with-enough-bits-in-it-0123456789")
    static let resource = "https://mcp.example.com/mcp"
    static let address = "192.0.2.1"

    let clock: ManualClock
    let storage: any StorageEngine
    let server: AuthorizationServer
    let signingKeys: SigningKeys
    let secrets: SecretVerifier

    /// - Parameters:
    ///   - clientAudience: the machine's own.
    ///   - configure: changes the configuration before the server is made.
    init(
        resources: [String] = [Harness.resource], defaultAudience: String? = nil, clientAudience: String? = nil,
        keyring: Keyring? = nil, storage given: (any StorageEngine)? = nil, fetcher: any URLFetching = NoFetching(),
        trustedIssuers: [TrustedIssuer] = [], algorithm: SignatureAlgorithm = .es256,
        clock: ManualClock = ManualClock(),
        configure: (inout AuthorizationServerConfiguration) -> Void = { _ in }
    ) async throws {
        self.clock = clock
        storage = try given ?? SQLiteStorage(.memory)
        if given == nil { try await Harness.fill(storage, clientAudience: clientAudience, clock) }
        let random = SystemRandomSource()
        signingKeys = SigningKeys(
            store: storage, keyring: keyring, clock: clock, random: random,
            policy: SigningKeys.Policy(algorithm: algorithm))
        secrets = SecretVerifier(hasher: PasswordHasher(random: random, cost: ScryptCost(logarithm: 1)))
        var configuration = AuthorizationServerConfiguration(
            issuer: try #require(HTTPURL(Harness.issuer)),
            resources: try resources.map { try #require(ResourceIndicator($0)) }, defaultAudience: defaultAudience,
            scopes: try #require(ScopeSet(validating: ["mcp", "mcp:write"])),
            defaultScopes: try #require(ScopeSet(validating: ["mcp"])))
        configure(&configuration)
        server = AuthorizationServer(
            configuration: configuration,
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: signingKeys, fetcher: fetcher, trustedIssuers: trustedIssuers,
                secrets: secrets,
                audit: StoredAuditLog(store: storage, clock: clock, logger: Logger(label: "test")), clock: clock,
                random: random))
    }

    private static func fill(
        _ storage: any StorageEngine, clientAudience: String?, _ clock: ManualClock
    ) async throws {
        try await storage.insert(Organization(id: "org_1", name: "Acme", createdAt: clock.now()))
        let client = Client(
            id: "conn_app_1", clientID: "client_1", name: "Agent", organizationID: "org_1",
            scopes: ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none, audience: clientAudience,
            createdAt: clock.now())
        let hashed = ClientSecret(
            id: "secret_1", clientID: "client_1", hash: SecretHash(Harness.secret), createdAt: clock.now())
        try await storage.insert(client, secrets: [hashed])
    }

    /// Asks for a token with the machine's credentials and these parameters.
    func token(_ parameters: (String, String)...) async throws -> TokenResponse {
        try await post(
            [("grant_type", "client_credentials"), ("client_id", "client_1")]
                + [("client_secret", Harness.secret.revealed())] + parameters)
    }

    /// A token request with exactly these parameters.
    func post(
        _ parameters: [(String, String)], authorization: String? = nil, from address: String = Harness.address
    ) async throws -> TokenResponse {
        try await server.token(
            TokenRequest(parameters: parameters.map { (name: $0.0, value: $0.1) }), authorization: authorization,
            from: address)
    }

    /// The token, verified with nothing but the published keys.
    func validated(_ token: Secret, audience: String) async throws -> TokenVerdict {
        let keys = try #require(JSONWebKeySet(json: try await server.jsonWebKeySet()))
        let token = try #require(token.withBytes { UnverifiedToken(compact: $0) })
        let rules = TokenRules(
            issuer: server.configuration.issuer.text, audiences: [audience],
            algorithms: Set(SignatureAlgorithm.allCases))
        return rules.judge(token, keys: keys, at: clock.now())
    }

    /// The claims of a token that was accepted.
    func claims(_ response: TokenResponse, audience: String) async throws -> ValidatedToken {
        guard case .accepted(let token) = try await validated(response.accessToken, audience: audience) else {
            throw NotAccepted()
        }
        return token
    }

    struct NotAccepted: Error {}
}

/// A fetcher that reaches nobody.
struct NoFetching: URLFetching {
    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        throw FetchError(.connectFailed, "nobody is reached in this test")
    }
}
