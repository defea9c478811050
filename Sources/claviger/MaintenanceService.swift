internal import AuthorizationServer
internal import Logging
internal import ServiceLifecycle

/// Does from time to time what the authorization server needs done, until everything ends.
struct MaintenanceService: Service {
    let housekeeping: Housekeeping
    let revocations: RevocationList
    /// What is left from the start.
    let first: @Sendable () async throws -> Void
    let logger: Logger

    private static let interval = Duration.seconds(5)
    /// Rounds between two sweeps.
    private static let roundsPerSweep = 12

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do { try await first() } catch {
                logger.warning("seeded secrets are not hashed yet", metadata: ["detail": .string("\(error)")])
            }
            var round = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: MaintenanceService.interval)
                guard !Task.isCancelled else { return }
                round += 1
                await revocations.refresh()
                guard round.isMultiple(of: MaintenanceService.roundsPerSweep) else { continue }
                await housekeeping.maintainKeys()
                await housekeeping.sweep()
            }
        }
    }
}
