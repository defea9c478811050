import AuthorizationServer
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import JSON
import Logging
import NIOCore
import OAuth
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing
import WorkOSEmulator

/// The control plane with the WorkOS-compatible API and the control API, on a database in memory.
struct ControlHarness: Sendable {
    static let key = "sk_test_default"
    static let publicURL = "https://emulator.example.com"

    /// Notes how long was waited, and waits no time.
    final class Waits: Sendable {
        private let noted = Mutex<[Duration]>([])

        var all: [Duration] { noted.withLock { $0 } }

        func note(_ duration: Duration) { noted.withLock { $0.append(duration) } }
    }

    let storage: SQLiteStorage
    let control: EmulatorControl
    let waits = Waits()
    private let plane: ControlPlane

    init(token: Secret? = nil) async throws {
        storage = try SQLiteStorage(.memory)
        let random = SystemRandomSource()
        let clock = ControlledClock(base: ManualClock())
        let hasher = PasswordHasher(random: random, cost: ScryptCost(logarithm: 1))
        let secrets = SecretVerifier(hasher: hasher)
        let keys = SigningKeys(
            store: storage, keyring: nil, clock: clock, random: random, policy: SigningKeys.Policy(algorithm: .es256))
        let audit = StoredAuditLog(store: storage, clock: clock, logger: Logger(label: "test"))
        let baseURL = try #require(HTTPURL(ControlHarness.publicURL))
        let server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(issuer: baseURL, isSignInByPickingOn: true),
            AuthorizationServer.Dependencies(
                storage: storage, signingKeys: keys, fetcher: NoFetching(), secrets: secrets, audit: audit,
                clock: clock, random: random))
        let mailbox = StoredMailbox(store: storage, clock: clock, random: random)
        let api = WorkOSAPI(
            context: EmulatorContext(
                configuration: EmulatorConfiguration(
                    baseURL: baseURL, doAPIKeysOpenManagement: true,
                    managementKeys: [SecretHash(Secret(ControlHarness.key))]),
                store: storage, server: server, signingKeys: keys, secrets: secrets, hasher: hasher,
                mailbox: mailbox, audit: audit, clock: clock, random: random))
        try await storage.keepBaseline(try await storage.snapshot())
        control = EmulatorControl(
            storage: storage, clock: clock, journal: RequestJournal(),
            faults: FaultInjector(sleep: { [waits] in waits.note($0) }), mailbox: mailbox, reloadables: [server],
            applySeed: { text in
                AppliedSeed(created: ["organization": try SeedReader.read(text).organizations.count])
            })
        plane = ControlPlane(
            authorizationServer: server, vault: nil,
            workOS: ControlPlane.WorkOS(api: api, control: control, controlToken: token), storage: storage,
            random: random, clock: clock)
    }

    /// In process.
    func test<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await Application(router: plane.makeRouter()).test(.router) { try await body($0) }
    }

    /// On a port of this machine.
    func serve<Value: Sendable>(_ body: @escaping @Sendable (_ port: Int) async throws -> Value) async throws -> Value {
        let application = Application(
            router: plane.makeRouter(), server: ControlPlane.serverBuilder(hasControl: true),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        return try await application.test(.live) { try await body(try #require($0.port)) }
    }
}

extension TestClientProtocol {
    /// A call of the control API with a body in JSON.
    func control(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> TestResponse {
        try await execute(
            uri: "/_claviger" + path, method: method, headers: body == nil ? [:] : [.contentType: "application/json"],
            body: body.map { ByteBuffer(string: $0) })
    }

    /// A request to the WorkOS-compatible API.
    func workOS(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if headers[.authorization] == nil { headers[.authorization] = "Bearer \(ControlHarness.key)" }
        if body != nil { headers[.contentType] = "application/json" }
        return try await execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
}
