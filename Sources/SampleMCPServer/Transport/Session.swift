import MCP
import Synchronization

/// One session: the calls that run in it, so that they can be cancelled by their ids.
final class Session: Sendable {
    private struct State {
        var nextTicket = 0
        var calls: [Int: (id: JSONRPCID, cancel: @Sendable () -> Void)] = [:]
    }

    private let state = Mutex(State())

    /// Notes a call that has begun.
    /// - Returns: The ticket with which it ends.
    func begin(_ id: JSONRPCID, cancel: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.nextTicket += 1
            state.calls[state.nextTicket] = (id, cancel)
            return state.nextTicket
        }
    }

    func end(_ ticket: Int) { state.withLock { _ = $0.calls.removeValue(forKey: ticket) } }

    func cancel(_ id: JSONRPCID) {
        let calls = state.withLock { state in state.calls.values.filter { $0.id == id } }
        for call in calls { call.cancel() }
    }

    func cancelAll() {
        let calls = state.withLock { state in Array(state.calls.values) }
        for call in calls { call.cancel() }
    }
}
