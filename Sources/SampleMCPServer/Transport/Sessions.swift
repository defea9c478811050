import Synchronization

/// The open sessions of the handshake era, bounded in number: one too many ends the one that was used longest ago, whose
/// client then gets 404 and begins anew.
final class Sessions: Sendable {
    private let sessions: Mutex<LeastRecentlyUsed<String, Session>>

    init(capacity: Int) { sessions = Mutex(LeastRecentlyUsed(capacity: capacity)) }

    /// Opens a session.
    /// - Returns: Its id: 128 random bits.
    func open() -> String {
        var random = SystemRandomNumberGenerator()
        let id = (0..<2).map { _ in hexadecimal(random.next()) }.joined()
        sessions.withLock { $0.store(Session(), for: id) }?.cancelAll()
        return id
    }

    func session(_ id: String) -> Session? { sessions.withLock { $0.use(id) } }

    func end(_ id: String) { sessions.withLock { $0.remove(id) }?.cancelAll() }

    private func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
