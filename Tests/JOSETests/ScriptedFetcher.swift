import JOSE
import JSON
import OAuth
import Synchronization

/// Answers each fetch with the next entry of a script, and the last one ever after.
final class ScriptedFetcher: URLFetching {
    enum Answer: Sendable {
        case response(FetchResponse)
        case failure(FetchError.Code)
    }

    private struct State {
        var script: [Answer]
        var urls: [String] = []
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ script: Answer...) { state = Mutex(State(script: script)) }

    var urls: [String] { state.withLock { $0.urls } }
    var count: Int { urls.count }

    /// Replaces what is left of the script.
    func answer(_ script: Answer...) { state.withLock { $0.script = script } }

    /// Lets fetches wait until `release`.
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
        let answer = state.withLock { state in
            state.urls.append(url.text)
            return state.script.count > 1 ? state.script.removeFirst() : state.script[0]
        }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        switch answer {
        case .response(let response): return response
        case .failure(let code): throw FetchError(code, "scripted")
        }
    }
}

extension ScriptedFetcher.Answer {
    /// A set of keys, with `Cache-Control` or without.
    static func keys(_ keys: [JSONWebKey], cacheControl: String? = nil) -> Self {
        .response(
            FetchResponse(
                status: 200, headers: cacheControl.map { ["cache-control": $0] } ?? [:],
                body: JSONWebKeySet(keys).json.serialized()))
    }

    static func text(_ text: String, status: Int = 200) -> Self {
        .response(FetchResponse(status: status, headers: [:], body: Array(text.utf8)))
    }
}
