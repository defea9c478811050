package import OAuth
internal import Synchronization

/// Clients that are known by the document that their `client_id` is the URL of (OAuth Client ID Metadata Document draft).
///
/// Strangers choose the URLs. So documents are kept as their `Cache-Control` says, within bounds; one fetch at a time per
/// URL serves all who ask for it; the fetches at a time, the turns that are waited for and the documents kept are limited.
/// During an outage of its host a document serves on, so that its users stay signed in, until it is known to be gone or
/// wrong.
package final class MetadataDocumentClients: Reloadable {
    /// How documents are fetched and kept.
    package struct Policy: Sendable {
        /// Bounds on how long a document is used unasked, in seconds, whatever its `Cache-Control` says: the lower one keeps
        /// one authorization from being several fetches.
        package var freshness: ClosedRange<Int64> = 60...86_400
        /// For a document without `Cache-Control`, in seconds.
        package var defaultFreshness: Int64 = 300
        /// Seconds after its expiry that a document still serves while its host does not answer.
        package var maximumStaleness: Int64 = 86_400
        /// Seconds after a failed fetch before the next one of the same URL. Until then its outcome is repeated, which is no
        /// verdict that is kept, but keeps strangers from having us knock at a door without pause.
        package var retryInterval: Int64 = 10
        /// From the look-up of the host to the document's last byte.
        package var timeout: Duration = .seconds(3)
        /// Fetches at a time, over all URLs.
        package var maximumFetches = 16
        /// Fetches that wait for others to end; more are refused.
        package var maximumWaiting = 64
        /// Documents that are kept, and failures that are remembered; the one that was used last the longest.
        package var maximumDocuments = 1000

        package init() {}
    }

    private struct State {
        var documents: LeastRecentlyUsed<KeptMetadataDocument>
        var failures: LeastRecentlyUsed<FailedMetadataFetch>
        var fetching: [String: Task<Result<ClientMetadata, OAuthError>, Never>] = [:]
    }

    private let fetcher: any URLFetching
    private let clock: any WallClock
    private let allowLoopback: Bool
    private let policy: Policy
    private let turns: BoundedTurns
    private let state: Mutex<State>

    /// - Parameter allowLoopback: whether documents may come from this machine, over `http` too: for development alone.
    package init(fetcher: any URLFetching, clock: any WallClock, allowLoopback: Bool, policy: Policy = Policy()) {
        self.fetcher = fetcher
        self.clock = clock
        self.allowLoopback = allowLoopback
        self.policy = policy
        turns = BoundedTurns(atOnce: policy.maximumFetches, waiting: policy.maximumWaiting)
        state = Mutex(
            State(
                documents: LeastRecentlyUsed(capacity: policy.maximumDocuments),
                failures: LeastRecentlyUsed(capacity: policy.maximumDocuments)))
    }

    /// Whether a `client_id` is the URL of a document, and no other kind of client's.
    package func isMetadataDocumentURL(_ clientID: String) -> Bool { url(clientID) != nil }

    /// What the client says of itself.
    /// - Throws: `invalid_client` when there is no document at that URL or it will not do; `temporarily_unavailable` when
    ///   nobody can tell, since its host did not answer: that is no verdict, and no reason for a client to forget its tokens.
    package func metadata(clientID: String) async throws(OAuthError) -> ClientMetadata {
        guard let url = url(clientID) else {
            throw OAuthError(.invalidClient, "The client_id is not the URL of a client metadata document")
        }
        switch step(url) {
        case .done(let result): return try result.get()
        case .wait(let fetch): return try await fetch.value.get()
        }
    }

    /// Forgets the documents and the failures. What is being fetched is kept when it comes.
    package func reload() {
        state.withLock { state in
            state.documents = LeastRecentlyUsed(capacity: policy.maximumDocuments)
            state.failures = LeastRecentlyUsed(capacity: policy.maximumDocuments)
        }
    }

    private func url(_ clientID: String) -> HTTPURL? {
        ClientIDMetadata.url(ofClientID: clientID, allowLoopback: allowLoopback)
    }

    private enum Step {
        case done(Result<ClientMetadata, OAuthError>)
        case wait(Task<Result<ClientMetadata, OAuthError>, Never>)
    }

    /// What is known already, or the fetch to wait for.
    private func step(_ url: HTTPURL) -> Step {
        let now = clock.now()
        return state.withLock { state in
            let kept = state.documents[url.text]
            if let kept, now < kept.freshUntil { return .done(.success(kept.metadata)) }
            if let failure = state.failures[url.text], now < failure.retryAt {
                return .done(kept?.stale(at: now).map(Result.success) ?? .failure(failure.error))
            }
            if let fetching = state.fetching[url.text] { return .wait(fetching) }
            let task = Task { await self.fetch(url) }
            state.fetching[url.text] = task
            return .wait(task)
        }
    }

    private func fetch(_ url: HTTPURL) async -> Result<ClientMetadata, OAuthError> {
        guard await turns.take() else {
            let error = OAuthError(
                .temporarilyUnavailable, "Too many client metadata documents are being fetched; try again shortly",
                detail: "no turn for \(url.text)")
            return settle(url, .unreachable(error), wasAsked: false)
        }
        defer { turns.give() }
        let limits = FetchLimits(
            timeout: policy.timeout, body: ClientIDMetadata.longestDocument,
            trust: .stranger(allowLoopback: allowLoopback))
        let outcome: MetadataDocumentOutcome
        do {
            outcome = MetadataDocumentOutcome(try await fetcher.get(url, limits: limits), clientID: url.text)
        } catch {
            outcome = MetadataDocumentOutcome(error)
        }
        return settle(url, outcome, wasAsked: true)
    }

    /// Keeps what a fetch brought, and says what it means for those who wait.
    private func settle(
        _ url: HTTPURL, _ outcome: MetadataDocumentOutcome, wasAsked: Bool
    ) -> Result<ClientMetadata, OAuthError> {
        let now = clock.now()
        return state.withLock { state in
            state.fetching[url.text] = nil
            switch outcome {
            case .document(let metadata, let cacheControl):
                state.failures[url.text] = nil
                let freshness = cacheControl.freshness ?? policy.defaultFreshness
                let freshUntil = now.adding(
                    seconds: min(max(freshness, policy.freshness.lowerBound), policy.freshness.upperBound))
                state.documents[url.text] = KeptMetadataDocument(
                    metadata: metadata, freshUntil: freshUntil,
                    staleUntil: cacheControl.forbidsStoring
                        ? freshUntil : freshUntil.adding(seconds: policy.maximumStaleness))
                return .success(metadata)
            case .withdrawn(let error):
                state.documents[url.text] = nil
                state.failures[url.text] = FailedMetadataFetch(
                    error: error, retryAt: now.adding(seconds: policy.retryInterval))
                return .failure(error)
            case .refused(let error), .unreachable(let error):
                if wasAsked {
                    state.failures[url.text] = FailedMetadataFetch(
                        error: error, retryAt: now.adding(seconds: policy.retryInterval))
                }
                return state.documents[url.text]?.stale(at: now).map(Result.success) ?? .failure(error)
            }
        }
    }
}
