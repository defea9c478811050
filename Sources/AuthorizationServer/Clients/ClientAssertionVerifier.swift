internal import JOSE
internal import JSON
internal import OAuth
internal import Storage
internal import Synchronization

/// Checks a client's signed assertion (RFC 7523 §3, `private_key_jwt`), once for each `jti`.
struct ClientAssertionVerifier: Sendable {
    let configuration: AuthorizationServerConfiguration
    let keys: ClientKeySources
    let store: any AssertionStore
    let clock: any WallClock

    func verify(_ assertion: Secret, of client: Client) async throws(OAuthError) {
        guard let token = assertion.withBytes({ UnverifiedToken(compact: $0) }) else {
            throw OAuthError(.invalidClient, "client_assertion is not a JWT")
        }
        guard let source = client.keys.flatMap({ keys.source(of: $0) }) else {
            throw OAuthError(.invalidClient, "The client has registered no usable keys")
        }
        guard let keySet = await source.keys(keyID: token.keyID) else {
            throw OAuthError(
                .temporarilyUnavailable, "The client's jwks_uri cannot be reached", detail: source.lastFailure,
                retryAfter: 5)
        }
        let rules = AssertionRules(audience: configuration.issuer.text)
        switch rules.clientAssertion(token, clientID: client.clientID, keys: keySet, at: clock.now()) {
        case .accepted(let accepted):
            let isFirst = try await stored {
                try await store.use(
                    assertion: accepted.tokenID, issuer: client.clientID,
                    expiresAt: accepted.expiresAt.adding(seconds: rules.leeway))
            }
            guard isFirst else {
                throw OAuthError(.invalidClient, "The jti of client_assertion was used before; make a new assertion")
            }
        case .rejected(let rejection):
            throw OAuthError(
                .invalidClient,
                "client_assertion was refused: it must be signed with a registered key, its aud must be this server's "
                    + "issuer alone, and it may live for 5 minutes", detail: rejection.rawValue)
        case .cannotJudge(let uncertainty):
            throw OAuthError(
                .invalidClient, "client_assertion is signed with a key that the client has not registered",
                detail: "\(uncertainty)")
        }
    }
}

/// The key sets of clients: those in their registration, and those behind a URL.
final class ClientKeySources: Sendable {
    private let fetcher: any URLFetching
    private let clock: any WallClock
    private let allowsLoopback: Bool
    private let remote = Mutex(LeastRecentlyUsed<RemoteKeySource>(capacity: 1000))
    /// Key sets that are fetched at once: each is a connection to wherever a stranger likes.
    private let turns = BoundedTurns(atOnce: 16, waiting: 64)

    init(fetcher: any URLFetching, clock: any WallClock, allowsLoopback: Bool) {
        self.fetcher = fetcher
        self.clock = clock
        self.allowsLoopback = allowsLoopback
    }

    /// `nil` when the registered keys cannot be read.
    func source(of keys: Client.Keys) -> (any KeySource)? {
        switch keys {
        case .inline(let text):
            guard let json = try? JSONParser.parse(Array(text.utf8)), let set = JSONWebKeySet(json: json) else {
                return nil
            }
            return FixedKeys(current: set)
        case .url(let text):
            guard let url = HTTPURL(text) else { return nil }
            return remote.withLock { remote in
                if let source = remote[text] { return source }
                let fetcher = StrangerFetching(
                    fetcher: fetcher, trust: .stranger(allowLoopback: allowsLoopback), turns: turns)
                let source = RemoteKeySource(url: url, fetcher: fetcher, clock: clock)
                remote[text] = source
                return source
            }
        }
    }
}

/// Keys that are at hand.
private struct FixedKeys: KeySource {
    let current: JSONWebKeySet?

    func keys(keyID: String?) async -> JSONWebKeySet? { current }
}

/// Fetches what a stranger named, whatever the caller's limits say of trust, and not too many at once. Hosts have turns
/// one after the other, so that a slow one keeps others waiting as little as can be.
private struct StrangerFetching: URLFetching {
    let fetcher: any URLFetching
    let trust: FetchTrust
    let turns: BoundedTurns

    /// Bytes of a key set; some dozens of keys.
    private static let longestBody = 64 * 1024

    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        var limits = limits
        limits.trust = trust
        limits.body = min(limits.body, StrangerFetching.longestBody)
        guard await turns.take(for: url.host) else {
            throw FetchError(.timedOut, "too many key sets of clients are being fetched")
        }
        defer { turns.give() }
        return try await fetcher.get(url, limits: limits)
    }
}
