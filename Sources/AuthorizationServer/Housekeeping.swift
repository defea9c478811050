internal import JOSE
package import Logging
package import OAuth
package import Storage

/// What must be done from time to time: removing what has expired, following the list of revocations, rotating signing
/// keys.
package struct Housekeeping: Sendable {
    private let store: any ExpiryStore
    private let configuration: AuthorizationServerConfiguration
    private let signingKeys: SigningKeys
    private let audit: any AuditLog
    private let clock: any WallClock
    private let logger: Logger

    /// Rows that one transaction removes at most, so that nobody waits long for it.
    private static let batch = 500
    /// Seconds that audit events are kept.
    private static let auditRetention: Int64 = 90 * 86_400
    /// Seconds that refusals among them are kept: strangers can cause any number of them.
    private static let refusalRetention: Int64 = 7 * 86_400

    package init(
        store: any ExpiryStore, configuration: AuthorizationServerConfiguration, signingKeys: SigningKeys,
        audit: any AuditLog, clock: any WallClock, logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.signingKeys = signingKeys
        self.audit = audit
        self.clock = clock
        self.logger = logger
    }

    /// Removes what nobody can use any more, in bounded batches, until nothing is left or the task is cancelled. The kinds
    /// have turns, so that a flood of one does not keep the others.
    /// - Returns: how many rows went.
    @discardableResult
    package func sweep() async -> Int {
        var removed = 0
        var kinds = Expiring.allCases
        while !kinds.isEmpty {
            var unfinished: [Expiring] = []
            for kind in kinds {
                guard !Task.isCancelled else { return removed }
                let count = await removeBatch(of: kind)
                removed += count
                if count >= Housekeeping.batch { unfinished.append(kind) }
                await Task.yield()
            }
            kinds = unfinished
        }
        return removed
    }

    /// - Returns: how many rows went; none when the store failed.
    private func removeBatch(of kind: Expiring) async -> Int {
        do throws(StorageError) {
            return try await store.deleteExpired(kind, before: horizon(of: kind), limit: Housekeeping.batch)
        } catch {
            logger.warning(
                "sweeping failed", metadata: ["kind": "\(kind.rawValue)", "detail": .string(error.detail)])
            return 0
        }
    }

    private func horizon(of kind: Expiring) -> Timestamp {
        let now = clock.now()
        switch kind {
        // A second use of a code must be noticed as long as what the first one got may live.
        case .authorizationCodes, .refreshTokens: return now.adding(seconds: -configuration.lifetimes.accessToken)
        case .auditEvents: return now.adding(seconds: -Housekeeping.auditRetention)
        case .refusedAuditEvents: return now.adding(seconds: -Housekeeping.refusalRetention)
        case .deviceAuthorizations: return now.adding(seconds: -configuration.lifetimes.deviceCode)
        case .sessions, .revocations, .assertions, .resources: return now
        }
    }

    /// Makes, activates and retires signing keys when their time has come.
    package func maintainKeys() async {
        do {
            for event in try await signingKeys.maintain() {
                switch event {
                case .created(let keyID): await record("signing_key.created", keyID)
                case .retired(let keyID): await record("signing_key.retired", keyID)
                }
            }
        } catch {
            logger.error("signing keys could not be maintained", metadata: ["detail": .string("\(error)")])
        }
    }

    private func record(_ action: String, _ keyID: String) async {
        await audit.record(AuditEvent(action: action, occurredAt: clock.now(), details: ["kid": keyID]))
    }
}
