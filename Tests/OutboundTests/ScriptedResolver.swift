import NIOCore
import OAuth
import Outbound
import Synchronization

/// Answers each look-up with the next entry of a script, and with the last one ever after.
final class ScriptedResolver: NameResolving {
    private struct State {
        var script: [[String]]
        var names: [String] = []
    }

    private let state: Mutex<State>

    init(_ script: [String]...) { state = Mutex(State(script: script)) }

    /// The names that were looked up.
    var names: [String] { state.withLock { $0.names } }

    func addresses(of name: String, until deadline: NIODeadline) async throws(FetchError) -> [IPAddress] {
        state.withLock { state in
            state.names.append(name)
            return state.script.count > 1 ? state.script.removeFirst() : state.script[0]
        }.compactMap { IPAddress($0) }
    }
}

/// Answers no look-up before it is told to.
final class SilentResolver: NameResolving {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    func answer() {
        let waiting = waiting.withLock { $0 }
        for continuation in waiting { continuation.resume() }
    }

    func addresses(of name: String, until deadline: NIODeadline) async throws(FetchError) -> [IPAddress] {
        await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
        return [IPAddress("127.0.0.1")].compactMap { $0 }
    }
}
