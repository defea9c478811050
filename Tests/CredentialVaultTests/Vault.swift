import CredentialVault
import Encryption
import JOSE
import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport

/// A vault over a database in memory, with an issuer of users' tokens.
struct Vault {
    static let issuer = "https://app.example"
    static let keyOne = "k1:" + Base64.encode([UInt8](1...32), .standard)
    static let keyTwo = "k2:" + Base64.encode([UInt8](33...64), .standard)

    let clock = ManualClock()
    let store: SQLiteStorage
    let vault: CredentialVault
    let envelope: CredentialEnvelope

    init(keyring: String? = Vault.keyOne, store: SQLiteStorage? = nil) throws {
        self.store = if let store { store } else { try SQLiteStorage(.memory) }
        let keyring = try keyring.map { text throws in try Keyring(parsing: Secret(text)) }
        vault = CredentialVault(store: self.store, keyring: keyring, clock: clock, random: SystemRandomSource())
        envelope = CredentialEnvelope(keyring: keyring, random: SystemRandomSource())
    }

    /// A user, by way of a token, as there is no other.
    static func user(_ id: String, issuer: String = Vault.issuer) async throws -> VaultUser {
        try await Users(issuer: issuer).authenticator().user(bearer: Users(issuer: issuer).token(["sub": .string(id)]))
    }

    func deposit(_ changes: JSONObject = [:], by user: VaultUser) async throws {
        try await vault.deposit(Vault.deposit(changes), by: user)
    }

    /// What is stored for that user and server.
    func stored(_ user: String, _ server: String = "srv", issuer: String = Vault.issuer) async throws -> Credential? {
        try await store.credential(of: CredentialOwner(issuer: issuer, user: user, server: server))
    }

    /// The refresh token that is stored for that user and server.
    func refreshToken(_ user: String, _ server: String = "srv", issuer: String = Vault.issuer) async throws -> String? {
        guard let credential = try await stored(user, server, issuer: issuer) else { return nil }
        return try envelope.open(credential).refreshToken.revealed()
    }

    static func json(_ changes: JSONObject = [:], without: [String] = []) -> JSONValue {
        var object: JSONObject = [
            "mcpServerId": "srv", "refreshToken": "refresh-1", "tokenEndpoint": "https://as.example/token",
        ]
        for name in changes.names { object[name] = changes[name] }
        for name in without { object[name] = nil }
        return .object(object)
    }

    static func deposit(_ changes: JSONObject = [:]) throws(VaultError) -> Deposit {
        try Deposit(json: json(changes), allowInsecureLoopback: false)
    }
}

/// The issuer of users' tokens.
struct Users {
    struct Keys: KeySource {
        var current: JSONWebKeySet?
        func keys(keyID: String?) async -> JSONWebKeySet? { current }
    }

    var issuer = Vault.issuer
    let clock = ManualClock()

    func authenticator(
        claim: String = "sub", type: UserAuthenticator.IdentifierType = .string, keysAvailable: Bool = true
    ) async throws -> UserAuthenticator {
        let keys = JSONWebKeySet([try await TestKeys.trusted().publicKey])
        return UserAuthenticator(
            rules: TokenRules(issuer: issuer, audiences: ["vault"]), keys: Keys(current: keysAvailable ? keys : nil),
            clock: clock, claim: claim, type: type)
    }

    func token(_ changes: JSONObject = [:], signer: RSASigner? = nil) async throws -> Secret {
        var claims: JSONObject = [
            "iss": .string(issuer), "aud": "vault", "exp": .integer(clock.now().seconds + 3600),
        ]
        for name in changes.names { claims[name] = changes[name] }
        if let signer { return try await signer.token(type: "JWT", claims: claims) }
        return try await TestKeys.trusted().token(type: "JWT", claims: claims)
    }
}
