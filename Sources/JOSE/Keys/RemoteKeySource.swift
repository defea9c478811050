internal import JSON
package import OAuth
internal import Synchronization

/// An issuer's key set behind a URL, kept and renewed.
///
/// One fetch at a time; an unknown `kid` causes a fetch no sooner than `refetchInterval` after the last one; during an
/// outage the last set serves on for `maximumStaleness`.
package final class RemoteKeySource: KeySource {
    /// How long a set is used.
    package struct Policy: Sendable {
        /// Bounds on what `Cache-Control: max-age` may say, in seconds.
        package var freshness: ClosedRange<Int64> = 60...86_400
        /// For a set without `max-age`, in seconds.
        package var defaultFreshness: Int64 = 300
        /// Seconds after a fetch before an unknown `kid` may cause another one.
        package var refetchInterval: Int64 = 30
        /// Seconds after a failed fetch before the next.
        package var retryInterval: Int64 = 2
        /// Seconds after its expiry that a set still serves when no newer one can be had.
        package var maximumStaleness: Int64 = 86_400

        package init() {}
    }

    private struct State {
        var keys: JSONWebKeySet?
        var freshUntil = Timestamp(milliseconds: .min)
        /// Before this moment an unknown `kid` causes no fetch.
        var nextFetchForUnknownKey = Timestamp(milliseconds: .min)
        /// Before this moment a missing or expired set causes no fetch.
        var nextFetch = Timestamp(milliseconds: .min)
        /// What the last fetch failed of; absent when it did not fail.
        var failure: String?
        var fetching: Task<Void, Never>?
    }

    private let url: HTTPURL
    private let fetcher: any URLFetching
    private let clock: any WallClock
    private let policy: Policy
    private let state = Mutex(State())

    package init(url: HTTPURL, fetcher: any URLFetching, clock: any WallClock, policy: Policy = Policy()) {
        self.url = url
        self.fetcher = fetcher
        self.clock = clock
        self.policy = policy
    }

    package var current: JSONWebKeySet? {
        let now = clock.now()
        return state.withLock { $0.freshUntil > now ? $0.keys : nil }
    }

    package func keys(keyID: String?) async -> JSONWebKeySet? {
        if let keys = current, keyID == nil || !keys.candidates(keyID: keyID).isEmpty { return keys }
        let fetch = startFetch()
        // During an outage nobody waits for the next attempt. Without one an expired set is not trusted unasked: its
        // issuer may have withdrawn the key.
        if isOutage, let stale = staleKeys, !stale.candidates(keyID: keyID).isEmpty { return stale }
        await fetch?.value
        guard let keys = staleKeys else { return nil }
        // A key that the last set lacks may have been published since: while the issuer cannot be asked, nobody can
        // tell.
        return isOutage && keys.candidates(keyID: keyID).isEmpty ? nil : keys
    }

    package var lastFailure: String? { state.withLock { $0.failure } }

    private var isOutage: Bool { lastFailure != nil }

    private var staleKeys: JSONWebKeySet? {
        let now = clock.now()
        return state.withLock { state in
            now < state.freshUntil.adding(seconds: policy.maximumStaleness) ? state.keys : nil
        }
    }

    /// The fetch to wait for: the one under way, or a new one when the policy permits it.
    private func startFetch() -> Task<Void, Never>? {
        let now = clock.now()
        return state.withLock { state in
            if let fetching = state.fetching { return fetching }
            let isFresh = now < state.freshUntil
            guard now >= (isFresh ? state.nextFetchForUnknownKey : state.nextFetch) else { return nil }
            let task = Task { await self.fetch() }
            state.fetching = task
            return task
        }
    }

    private func fetch() async {
        var renewed: (keys: JSONWebKeySet, freshness: Int64)?
        var failure: String?
        do throws(FetchError) {
            let response = try await fetcher.get(url, limits: FetchLimits())
            if response.status != 200 {
                failure = "\(url.text) answered with status \(response.status)"
            } else if let keys = RemoteKeySource.keys(in: response) {
                renewed = (keys, freshness(of: response))
            } else {
                failure = "\(url.text) is not a key set with a key that can be used"
            }
        } catch {
            failure = "\(url.text) cannot be fetched: \(error.detail)"
        }
        let now = clock.now()
        state.withLock { state in
            state.fetching = nil
            if let renewed { (state.keys, state.freshUntil) = (renewed.keys, now.adding(seconds: renewed.freshness)) }
            state.failure = failure
            state.nextFetchForUnknownKey = now.adding(seconds: policy.refetchInterval)
            state.nextFetch = now.adding(seconds: policy.retryInterval)
        }
    }

    private static func keys(in response: FetchResponse) -> JSONWebKeySet? {
        guard let json = try? JSONParser.parse(response.body), let keys = JSONWebKeySet(json: json) else { return nil }
        return keys.keys.isEmpty ? nil : keys
    }

    /// What the answer says of its freshness (RFC 9111 §4.2), within the policy's bounds.
    private func freshness(of response: FetchResponse) -> Int64 {
        guard let seconds = CacheControl(headers: response.headers).freshness else { return policy.defaultFreshness }
        return min(max(seconds, policy.freshness.lowerBound), policy.freshness.upperBound)
    }
}
