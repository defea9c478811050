import AuthorizationServer
import Encryption
import JOSE
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

/// An authorization server on a database in memory, with one client.
struct Harness {
    static let secret = Secret("a-secret-with-enough-bits-in-it-0123456789")
    static let resource = "https://mcp.example.com/mcp"

    let clock = ManualClock()
    let storage: SQLiteStorage
    let server: AuthorizationServer

    init(
        resources: [String] = [Harness.resource], defaultAudience: String? = nil, clientAudience: String? = nil,
        keyring: Keyring? = nil
    ) async throws {
        storage = try SQLiteStorage(.memory)
        try await storage.insert(Organization(id: "org_1", name: "Acme", createdAt: clock.now()))
        let client = Client(
            clientID: "client_1", name: "Agent", organizationID: "org_1",
            scopes: ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none, audience: clientAudience,
            createdAt: clock.now())
        let hashed = ClientSecret(
            id: "secret_1", clientID: "client_1", hash: SecretHash(Harness.secret), createdAt: clock.now())
        try await storage.insert(client, secrets: [hashed])
        let random = SystemRandomSource()
        server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(
                issuer: HTTPURL("https://auth.example.com")!, resources: resources, defaultAudience: defaultAudience),
            clients: storage,
            signingKeys: SigningKeys(store: storage, keyring: keyring, clock: clock, random: random), clock: clock,
            random: random)
    }

    /// Asks for a token with the client's credentials and these parameters.
    func token(_ parameters: (String, String)...) async throws -> TokenResponse {
        let all =
            [("grant_type", "client_credentials"), ("client_id", "client_1")]
            + [("client_secret", Harness.secret.revealed())] + parameters
        return try await server.token(
            TokenRequest(parameters: all.map { (name: $0.0, value: $0.1) }), authorization: nil)
    }

    /// The token, verified with nothing but the published keys.
    func validated(_ response: TokenResponse, audience: String) async throws -> TokenVerdict {
        let keys = try #require(JSONWebKeySet(json: try await server.jsonWebKeySet()))
        let token = try #require(response.accessToken.withBytes { UnverifiedToken(compact: $0) })
        let rules = TokenRules(issuer: "https://auth.example.com", audiences: [audience])
        return rules.judge(token, keys: keys, at: clock.now())
    }

    /// The claims of a token that was accepted.
    func claims(_ response: TokenResponse, audience: String) async throws -> ValidatedToken {
        guard case .accepted(let token) = try await validated(response, audience: audience) else {
            throw NotAccepted()
        }
        return token
    }

    struct NotAccepted: Error {}
}
