import JOSE
import JSON
import Logging
import NIOCore
import NIOPosix
import OAuth
import ResourceGateway
import ServiceLifecycle
import TestSupport

/// A gateway on an ephemeral port, in front of an upstream.
struct GatewayHarness: Sendable {
    static let issuer = "https://auth.example.com"
    static let resource = "https://mcp.example.com/mcp"
    static let apiKey = "sk_test_key"

    let port: Int
    let clock: ManualClock
    let token: String

    /// What a test may change.
    struct Options: Sendable {
        var limits = GatewayLimits()
        var responseTimeout: Duration = .seconds(30)
        var requiredScopes = ["mcp"]
        /// `nil` when the keys cannot be had.
        var keys: (any KeySource)?
        var allowedOrigins: [String] = ["https://app.example.com", "http://localhost:*"]
    }

    /// Runs a gateway in front of the port while the body runs, then stops it gracefully.
    static func with(
        upstream port: Int, options: Options = Options(),
        _ body: @escaping @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let signer = try await TestKeys.trusted()
        let keys = options.keys ?? FixedKeys(keys: JSONWebKeySet([signer.publicKey]))
        let route = GatewayRoute(
            path: "/mcp", resource: HTTPURL(resource)!,
            upstream: Upstream(
                url: HTTPURL("http://127.0.0.1:\(port)/upstream")!, responseTimeout: options.responseTimeout),
            authorizationServers: [issuer], scopesSupported: ScopeSet(validating: ["mcp", "mcp:write"])!,
            requiredScopes: ScopeSet(validating: options.requiredScopes)!,
            jwt: JWTVerifier(rules: TokenRules(issuer: issuer, audiences: [resource]), keys: keys),
            apiKeys: OneAPIKey())
        let configuration = GatewayConfiguration(
            host: "127.0.0.1", port: 0, allowedHosts: ["mcp.example.com"], allowedOrigins: options.allowedOrigins,
            limits: options.limits, routes: [route])
        let (addresses, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = GatewayServer(
            configuration: configuration, group: MultiThreadedEventLoopGroup.singleton, clock: clock,
            random: SystemRandomSource(), logger: Logger(label: "test"),
            onListening: { address in continuation.yield(address.port ?? 0) })
        let group = ServiceGroup(services: [server], logger: Logger(label: "test"))
        let token = try await TokenMaker(clock: clock).token()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = addresses.makeAsyncIterator()
            let listening = await iterator.next() ?? 0
            do {
                try await body(GatewayHarness(port: listening, clock: clock, token: token))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A request's text, with the harness's token unless told otherwise.
    func request(
        _ method: String = "POST", path: String = "/mcp", headers: [String] = [], authorization: String? = "",
        body: String = "{}"
    ) -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: mcp.example.com"]
        if let authorization {
            lines.append("Authorization: " + (authorization.isEmpty ? "Bearer \(token)" : authorization))
        }
        lines += headers
        if method == "POST" { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (method == "POST" ? body : "")
    }

    /// Sends a text on a fresh connection and reads one response.
    func exchange(_ text: String) async throws -> WireResponse {
        try await withConnection(to: port) { wire in
            try await wire.send(text)
            return try await wire.takeResponse()
        }
    }
}

/// For tests in which a time of the gateway's passes for real. The client may wait seconds for its turn among the other
/// tests of the process, and must not be the one who is too slow.
let patience = Duration.seconds(8)

/// Keys that are at hand.
struct FixedKeys: KeySource {
    let keys: JSONWebKeySet?
    var current: JSONWebKeySet? { keys }
    func keys(keyID: String?) async -> JSONWebKeySet? { keys }
}

/// Keys that must be fetched first.
struct FetchedKeys: KeySource {
    let keys: JSONWebKeySet?
    var current: JSONWebKeySet? { nil }
    func keys(keyID: String?) async -> JSONWebKeySet? { keys }
}

/// Knows one key, and cannot be asked about another.
struct OneAPIKey: APIKeyVerifier {
    struct Unreachable: Error {}

    var prefix: String { "sk_" }

    func verify(_ key: Secret) async throws -> APIKeyHolder? {
        if key == Secret("sk_unreachable") { throw Unreachable() }
        guard key == Secret(GatewayHarness.apiKey) else { return nil }
        return APIKeyHolder(
            subject: "api_key_1", account: "org_1", scopes: ScopeSet(validating: ["mcp"])!, expiresAt: nil)
    }
}

/// Mints tokens, good and bad.
struct TokenMaker: Sendable {
    let clock: ManualClock

    func token(
        _ changes: JSONObject = [:], without dropped: [String] = [], signer: (any Signer)? = nil
    ) async throws -> String {
        var claims: JSONObject = [
            "iss": .string(GatewayHarness.issuer), "aud": .string(GatewayHarness.resource), "sub": "user_1",
            "scope": "mcp", "exp": .integer(clock.now().seconds + 600), "org_id": "org_1",
        ]
        for (name, value) in changes.members { claims[name] = value }
        for name in dropped { claims[name] = nil }
        var signer = signer
        if signer == nil { signer = try await TestKeys.trusted() }
        return try await signer!.token(type: "at+jwt", claims: claims).revealed()
    }
}
