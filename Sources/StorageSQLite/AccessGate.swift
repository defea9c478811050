internal import Storage
internal import Synchronization

/// Keeps operations and the closing of a database apart: SQLite's memory must not be touched after a close, and a
/// request may come in at any moment.
final class AccessGate: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
        var whenEmpty: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Runs the body unless the gate is closed.
    func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
        let mayEnter = state.withLock { state in
            if !state.isClosed { state.inside += 1 }
            return !state.isClosed
        }
        guard mayEnter else { throw StorageError(.unavailable, "the database is closed") }
        defer {
            let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
                state.inside -= 1
                guard state.inside == 0 else { return nil }
                defer { state.whenEmpty = nil }
                return state.whenEmpty
            }
            continuation?.resume()
        }
        return try await body()
    }

    /// Lets nobody in any more, and returns when everybody is out.
    /// - Returns: whether this call closed the gate.
    func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return false }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.inside > 0 { state.whenEmpty = continuation }
                return state.inside == 0
            }
            if isEmpty { continuation.resume() }
        }
        return true
    }
}
