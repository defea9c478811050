import OAuth
import Synchronization

/// The hosts of client metadata documents: answers by URL, and holds fetches for as long as a test wants.
final class MetadataDocumentHost: URLFetching {
    enum Answer: Sendable {
        case response(FetchResponse)
        case failure(FetchError.Code)
    }

    private struct State {
        var answers: [String: Answer] = [:]
        var urls: [String] = []
        var limits: [FetchLimits] = []
        var underWay = 0
        var mostUnderWay = 0
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// The URLs that were fetched, in their order.
    var urls: [String] { state.withLock { $0.urls } }
    var count: Int { urls.count }
    var limits: FetchLimits? { state.withLock { $0.limits.last } }
    /// The most fetches that there were at a time.
    var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }
    var underWay: Int { state.withLock { $0.underWay } }

    /// Answers that URL so. Every other one has a good document.
    func answer(_ url: String, _ answer: Answer?) { state.withLock { $0.answers[url] = answer } }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        state.withLock { state in
            state.urls.append(url.text)
            state.limits.append(limits)
            state.underWay += 1
            state.mostUnderWay = max(state.mostUnderWay, state.underWay)
        }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        let answer = state.withLock { state in
            state.underWay -= 1
            return state.answers[url.text]
        }
        switch answer ?? .document(url.text) {
        case .response(let response): return response
        case .failure(let code): throw FetchError(code, "inside: 10.0.0.1")
        }
    }
}

extension MetadataDocumentHost.Answer {
    /// A document that will do.
    static func document(_ clientID: String, name: String = "Client", cacheControl: String? = nil) -> Self {
        var headers = ["content-type": "application/json"]
        headers["cache-control"] = cacheControl
        return .text(
            """
            {"client_id": "\(clientID)", "client_name": "\(name)", "redirect_uris": ["https://client.example/callback"]}
            """, headers: headers)
    }

    static func text(
        _ text: String, status: Int = 200, headers: [String: String] = ["content-type": "application/json"]
    ) -> Self {
        .response(FetchResponse(status: status, headers: headers, body: Array(text.utf8)))
    }

    static func status(_ status: Int) -> Self { .text("{}", status: status) }
}
