import OAuth
import Storage
import Synchronization

/// Keeps signing keys in memory, and can fail, or let writers wait, where a test wants it to.
final class MemorySigningKeyStore: SigningKeyStore {
    private struct State {
        var keys: [SigningKeyRecord] = []
        var failures = 0
        var callsBeforeFailure = 0
        var reads = 0
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var all: [SigningKeyRecord] { state.withLock { $0.keys } }
    /// How often keys were read.
    var reads: Int { state.withLock { $0.reads } }
    /// How many writes wait for `release`.
    var held: Int { state.withLock { $0.held.count } }

    /// Lets so many of the next calls fail, once so many others have succeeded.
    func fail(times: Int, after calls: Int = 0) {
        state.withLock { state in
            state.failures = times
            state.callsBeforeFailure = calls
        }
    }

    /// Lets additions wait until `release`.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord] {
        try failIfDue()
        return state.withLock { state in
            state.reads += 1
            return MemorySigningKeyStore.keys(algorithm, in: state)
        }
    }

    func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord {
        try failIfDue()
        await wait()
        return state.withLock { state in
            if let first = MemorySigningKeyStore.keys(key.algorithm, in: state).first { return first }
            state.keys.append(key)
            return key
        }
    }

    func insert(
        _ key: SigningKeyRecord, following newest: String
    ) async throws(StorageError) -> [SigningKeyRecord] {
        try failIfDue()
        await wait()
        return state.withLock { state in
            if MemorySigningKeyStore.keys(key.algorithm, in: state).last?.keyID == newest { state.keys.append(key) }
            return MemorySigningKeyStore.keys(key.algorithm, in: state)
        }
    }

    func deleteSigningKeys(ids: [String]) async throws(StorageError) {
        try failIfDue()
        state.withLock { state in state.keys.removeAll { ids.contains($0.keyID) } }
    }

    private static func keys(_ algorithm: String, in state: State) -> [SigningKeyRecord] {
        state.keys.filter { $0.algorithm == algorithm }.sorted { $0.activeFrom < $1.activeFrom }
    }

    private func failIfDue() throws(StorageError) {
        let fails = state.withLock { state in
            guard state.failures > 0 else { return false }
            guard state.callsBeforeFailure == 0 else {
                state.callsBeforeFailure -= 1
                return false
            }
            state.failures -= 1
            return true
        }
        if fails { throw StorageError(.unavailable, "down") }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
    }
}
