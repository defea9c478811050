internal import AuthorizationServer
package import HTTPAPI
internal import Hummingbird
package import NIOCore
package import ServiceLifecycle
internal import StorageSQLite
internal import WorkOSEmulator

extension Emulator {
    /// What is done from time to time, and what is left from the start.
    package var maintenance: MaintenanceService {
        MaintenanceService(
            housekeeping: Housekeeping(
                store: storage, configuration: server.configuration, signingKeys: signingKeys, audit: audit,
                clock: clock, logger: logger),
            revocations: server.revocations,
            first: { [hashing, seeded] in
                try await hashing.makeFirst(seeded.slowHashes)
                await hashing.makeAdded()
            }, logger: logger)
    }

    /// The HTTP server.
    /// - Parameters:
    ///   - host: the address that it listens on, at `port`.
    ///   - vault: served beside it, if given.
    ///   - onListening: called once it takes connections.
    package func application(
        host: String, port: Int, vault: ControlPlane.Vault? = nil, group: any EventLoopGroup,
        onListening: @escaping @Sendable () async -> Void
    ) -> any Service {
        let plane = ControlPlane(
            authorizationServer: server, vault: vault,
            workOS: ControlPlane.WorkOS(
                api: api, control: settings.isControlOn ? control : nil, controlToken: settings.controlToken,
                isLocal: settings.isLocal),
            storage: storage, random: random, clock: clock)
        return Application(
            router: plane.makeRouter(), server: ControlPlane.serverBuilder(hasControl: settings.isControlOn),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { _ in await onListening() }, eventLoopGroupProvider: .shared(group), logger: logger)
    }

    /// Ends open work and closes the database.
    package func close() async throws { try await storage.close() }
}
