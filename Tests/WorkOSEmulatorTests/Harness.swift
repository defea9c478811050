import AuthorizationServer
import JOSE
import JSON
import Logging
import OAuth
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing
import WorkOSEmulator

/// The WorkOS-compatible API on a database in memory, without HTTP, at a clock that moves when it is told to.
struct Harness {
    static let baseURL = "https://emulator.example.com"
    static let key = Secret("sk_test_default")

    let clock: ManualClock
    let storage: any StorageEngine
    let api: WorkOSAPI
    let mail = CollectedMail()

    var context: EmulatorContext { api.context }

    /// - Parameter configure: changes the configuration before the API is made.
    init(
        storage given: (any StorageEngine)? = nil, clock: ManualClock = ManualClock(),
        configure: (inout EmulatorConfiguration) -> Void = { _ in }
    ) async throws {
        self.clock = clock
        storage = try given ?? SQLiteStorage(.memory)
        let random = SystemRandomSource()
        let hasher = PasswordHasher(random: random, cost: ScryptCost(logarithm: 1))
        let secrets = SecretVerifier(hasher: hasher)
        let signingKeys = SigningKeys(
            store: storage, keyring: nil, clock: clock, random: random, policy: SigningKeys.Policy(algorithm: .es256))
        let audit = StoredAuditLog(store: storage, clock: clock, logger: Logger(label: "test"))
        let baseURL = try #require(HTTPURL(Harness.baseURL))
        let server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(issuer: baseURL, isSignInByPickingOn: true),
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: signingKeys, fetcher: NoFetching(), secrets: secrets, audit: audit,
                clock: clock, random: random))
        var configuration = EmulatorConfiguration(
            baseURL: baseURL, doAPIKeysOpenManagement: true, managementKeys: [SecretHash(Harness.key)])
        configure(&configuration)
        api = WorkOSAPI(
            context: EmulatorContext(
                configuration: configuration, store: storage, server: server, signingKeys: signingKeys,
                secrets: secrets, hasher: hasher, mailbox: mail, audit: audit, clock: clock, random: random))
    }

    /// Calls an operation with the default key, and a query behind `?` in the path.
    func call(
        _ method: APIRequest.Method, _ target: String, _ body: JSONObject = [:], key: Secret? = Harness.key,
        idempotencyKey: String? = nil, address: String = "192.0.2.1"
    ) async throws -> APIAnswer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let (operation, parameters) = try #require(api.operation(method, parts[0]), "\(method) \(parts[0])")
        let query = try #require(FormURLEncoded.parse((parts.count == 2 ? parts[1] : "").utf8))
        var request = APIRequest(method, path: parameters, query: query, body: body, address: address)
        request.authorization = key.map { "Bearer " + $0.revealed() }
        request.idempotencyKey = idempotencyKey
        request.apiKey = try await api.admit(to: operation, authorization: request.authorization)
        return try await api.respond(to: request, operation)
    }

    /// The JSON of an answer to a call.
    func json(
        _ method: APIRequest.Method, _ target: String, _ body: JSONObject = [:], key: Secret? = Harness.key
    ) async throws -> JSONValue {
        try #require(try await call(method, target, body, key: key).json)
    }

    /// The error that a call throws.
    func error(
        _ method: APIRequest.Method, _ target: String, _ body: JSONObject = [:], key: Secret? = Harness.key
    ) async throws -> APIError {
        try #require(
            await #expect(throws: APIError.self) { _ = try await call(method, target, body, key: key) })
    }

    /// Creates something and gives its identifier.
    func create(_ path: String, _ body: JSONObject) async throws -> String {
        try #require(try await json(.post, path, body)["id"]?.string)
    }
}

/// Keeps messages to read them in the test.
final class CollectedMail: Mailbox {
    private let kept = Mutex<[MailMessage]>([])

    var messages: [MailMessage] { kept.withLock { $0 } }

    func deliver(_ message: MailMessage) async throws(StorageError) { kept.withLock { $0.append(message) } }
}

/// A fetcher that reaches nobody.
struct NoFetching: URLFetching {
    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        throw FetchError(.connectFailed, "nobody is reached in this test")
    }
}
