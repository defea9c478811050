package import AuthorizationServer
package import Logging
internal import ServiceLifecycle

/// Does from time to time what the authorization server needs done, until everything ends. What takes long is done beside
/// what must be done in time.
package struct MaintenanceService: Service {
    let housekeeping: Housekeeping
    let revocations: RevocationList
    /// What is left from the start.
    let first: @Sendable () async throws -> Void
    let logger: Logger

    package init(
        housekeeping: Housekeeping, revocations: RevocationList, first: @escaping @Sendable () async throws -> Void,
        logger: Logger
    ) {
        self.housekeeping = housekeeping
        self.revocations = revocations
        self.first = first
        self.logger = logger
    }

    private static let revocationInterval = Duration.seconds(5)
    private static let keyInterval = Duration.seconds(60)
    private static let sweepInterval = Duration.seconds(60)
    /// How often `first` is tried, and how long after its first failure it is tried again; twice as long each time.
    private static let attempts = 6
    private static let firstRetry = Duration.seconds(5)

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await finishStart() }
                group.addTask { await every(MaintenanceService.revocationInterval) { await revocations.refresh() } }
                group.addTask { await every(MaintenanceService.keyInterval) { await housekeeping.maintainKeys() } }
                group.addTask { await every(MaintenanceService.sweepInterval) { _ = await housekeeping.sweep() } }
            }
        }
    }

    /// Does something again and again, with a pause before each time.
    private func every(_ pause: Duration, _ work: () async -> Void) async {
        while true {
            do { try await Task.sleep(for: pause) } catch { return }
            await work()
        }
    }

    /// Seeded secrets work meanwhile, in this process.
    private func finishStart() async {
        var pause = MaintenanceService.firstRetry
        for attempt in 1...MaintenanceService.attempts {
            do {
                return try await first()
            } catch {
                guard !Task.isCancelled else { return }
                logger.warning(
                    "seeded secrets are not hashed yet",
                    metadata: ["detail": .string("\(error)"), "attempt": "\(attempt)"])
            }
            guard attempt < MaintenanceService.attempts else { return }
            do { try await Task.sleep(for: pause) } catch { return }
            pause *= 2
        }
    }
}
