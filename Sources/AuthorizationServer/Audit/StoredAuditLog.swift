package import Logging
package import OAuth
package import Storage

/// Keeps audit events in the database. Events that come while a transaction is under way share the next one, so a burst
/// does not pay a sync for each.
///
/// Refusals beyond a number a minute are counted instead of kept: a stranger can cause any number of them. Each action has
/// a number of its own, so that a flood of one hides nothing of the others.
package actor StoredAuditLog: AuditLog {
    private let store: any AuditEventStore
    private let clock: any WallClock
    private let logger: Logger
    private let refusalsPerMinute: Int
    private var waiting: [(event: AuditEvent, continuation: CheckedContinuation<Void, Never>)] = []
    private var isWriting = false
    private var minute: Int64 = 0
    /// By action.
    private var refusalsThisMinute: [String: Int] = [:]

    /// - Parameter refusalsPerMinute: of each action.
    package init(
        store: any AuditEventStore, clock: any WallClock, logger: Logger, refusalsPerMinute: Int = 100
    ) {
        self.store = store
        self.clock = clock
        self.logger = logger
        self.refusalsPerMinute = refusalsPerMinute
    }

    package func record(_ event: AuditEvent) async {
        guard event.action.hasSuffix(".refused") else { return await keep(event) }
        let minute = clock.now().seconds / 60
        if minute != self.minute {
            let counts = refusalsThisMinute.filter { $0.value > refusalsPerMinute }
            self.minute = minute
            refusalsThisMinute = [:]
            for (action, count) in counts.sorted(by: { $0.key < $1.key }) {
                await keep(
                    AuditEvent(
                        action: "refusals.suppressed", occurredAt: clock.now(),
                        details: ["action": action, "count": "\(count - refusalsPerMinute)"]))
            }
        }
        refusalsThisMinute[event.action, default: 0] += 1
        if refusalsThisMinute[event.action, default: 0] <= refusalsPerMinute { await keep(event) }
    }

    private func keep(_ event: AuditEvent) async {
        await withCheckedContinuation { continuation in
            waiting.append((event, continuation))
            guard !isWriting else { return }
            isWriting = true
            Task { await write() }
        }
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            do {
                try await store.append(batch.map(\.event))
            } catch {
                logger.error(
                    "audit events were not kept",
                    metadata: ["count": "\(batch.count)", "detail": .string(error.detail)])
            }
            for entry in batch { entry.continuation.resume() }
        }
        isWriting = false
    }
}
