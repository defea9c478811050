internal import Synchronization

/// Turns of a limited number, and a limited number of those who wait for one.
///
/// Who waits has a key, such as the network that a request comes from. The keys have turns one after the other, and each
/// key's in the order of asking, so that whoever asks a thousand times delays nobody else by more than one turn in two.
package final class BoundedTurns: Sendable {
    private struct Waiter {
        var key: String
        /// Its place: those of one key have one each round.
        var round: UInt64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var round: UInt64 = 0
        var waiting: [Waiter] = []

        /// The index of the one who must go so that one more of this key can wait: the last of the key that has most.
        func displaced(by key: String) -> Int? {
            let counts = waiting.reduce(into: [:]) { $0[$1.key, default: 0] += 1 }
            guard let most = counts.max(by: { $0.value < $1.value }), most.value > counts[key, default: 0] + 1 else {
                return nil
            }
            return waiting.lastIndex { $0.key == most.key }
        }
    }

    private let mostWaiting: Int
    private let state: Mutex<State>

    package init(atOnce: Int, waiting: Int) {
        mostWaiting = waiting
        state = Mutex(State(free: atOnce))
    }

    /// Waits for a turn, which `give` ends.
    /// - Parameter key: for whom; where too many wait, the key with the most gives a place to one that has fewer.
    /// - Returns: `false` when too many wait; then there is nothing to give back.
    package func take(for key: String = "") async -> Bool {
        await withCheckedContinuation { continuation in
            var refused: CheckedContinuation<Bool, Never>?
            let hasTurn = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                if state.waiting.count >= mostWaiting {
                    guard let index = state.displaced(by: key) else {
                        refused = continuation
                        return false
                    }
                    refused = state.waiting.remove(at: index).continuation
                }
                let before = state.waiting.count { $0.key == key }
                state.waiting.append(
                    Waiter(key: key, round: state.round + UInt64(before) + 1, continuation: continuation))
                return false
            }
            if hasTurn { continuation.resume(returning: true) }
            refused?.resume(returning: false)
        }
    }

    /// Ends a turn; the next has it.
    package func give() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard let index = state.waiting.indices.min(by: { state.waiting[$0].round < state.waiting[$1].round })
            else {
                state.free += 1
                return nil
            }
            let waiter = state.waiting.remove(at: index)
            state.round = waiter.round
            return waiter.continuation
        }
        next?.resume(returning: true)
    }
}
