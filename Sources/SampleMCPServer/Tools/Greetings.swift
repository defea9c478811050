import Synchronization

/// The greeting of each caller, for as long as the process lives and there is room.
final class Greetings: Sendable {
    private let greetings: Mutex<LeastRecentlyUsed<[String?], String>>

    init(capacity: Int) { greetings = Mutex(LeastRecentlyUsed(capacity: capacity)) }

    subscript(caller: Caller) -> String? {
        greetings.withLock { $0.use(caller.identity) }
    }

    func set(_ greeting: String, for caller: Caller) {
        greetings.withLock { _ = $0.store(greeting, for: caller.identity) }
    }
}
