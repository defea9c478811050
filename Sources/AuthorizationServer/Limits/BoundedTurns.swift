internal import Synchronization

/// Turns of a limited number, given in the order of asking, and a limited number of those who wait for one.
package final class BoundedTurns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let mostWaiting: Int
    private let state: Mutex<State>

    package init(atOnce: Int, waiting: Int) {
        mostWaiting = waiting
        state = Mutex(State(free: atOnce))
    }

    /// Waits for a turn, which `give` ends.
    /// - Returns: `false` at once when too many wait already; then there is nothing to give back.
    package func take() async -> Bool {
        await withCheckedContinuation { continuation in
            let decided: Bool? = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                guard state.waiting.count < mostWaiting else { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let decided { continuation.resume(returning: decided) }
        }
    }

    /// Ends a turn; who waits longest has the next.
    package func give() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: true)
    }
}
