internal import JOSE
package import OAuth
package import Storage
internal import Synchronization

/// What is revoked, in memory, for verifiers that must not wait: a copy of the store's list that follows it.
package final class RevocationList: TokenRevocations, Reloadable {
    private struct State {
        var expiries: [String: Timestamp] = [:]
        var sequence: Int64 = 0
        /// Counts the lists that were begun.
        var generation = 0
    }

    private let store: any RevocationStore
    private let clock: any WallClock
    private let state = Mutex(State())
    private static let batch = 1000

    package init(store: any RevocationStore, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Whether any of these (a token's `jti`, its `sid`) is revoked, as far as the copy knows.
    package func isRevoked(anyOf ids: [String]) -> Bool {
        state.withLock { state in !state.expiries.isEmpty && ids.contains { state.expiries[$0] != nil } }
    }

    /// Reads the whole list again. Of a copy that is read meanwhile nothing stays.
    package func reload() async {
        state.withLock { state in
            state.expiries = [:]
            state.sequence = 0
            state.generation += 1
        }
        await refresh()
    }

    /// Reads what was recorded since the last time, and forgets what nobody can be concerned by any more. When the store
    /// cannot be read the copy stays as it is; the next call reads on.
    package func refresh() async {
        while true {
            let (sequence, generation) = state.withLock { ($0.sequence, $0.generation) }
            guard let found = try? await store.revocations(after: sequence, limit: RevocationList.batch) else { return }
            let now = clock.now()
            let isCurrent = state.withLock { state in
                guard state.generation == generation else { return false }
                for revocation in found {
                    state.expiries[revocation.id] = revocation.expiresAt
                    state.sequence = max(state.sequence, revocation.sequence)
                }
                if found.count < RevocationList.batch {
                    state.expiries = state.expiries.filter { $0.value > now }
                }
                return true
            }
            if !isCurrent || found.count < RevocationList.batch { return }
        }
    }
}
