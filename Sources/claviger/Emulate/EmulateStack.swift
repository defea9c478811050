internal import EmulatorComposition
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import StorageSQLite

/// The composition root of `claviger emulate`.
struct EmulateStack {
    let settings: EmulateSettings

    /// Serves until a signal comes.
    /// - Parameter onReady: called once it listens.
    func run(onReady: @escaping @Sendable (EmulateSummary) -> Void) async throws {
        let logger = Log.make()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: EventLoops.count)
        let emulator = try await EmulateStack.start(
            settings.emulator, keysAt: "in CLAVIGER_ENCRYPTION_KEYS", group: group, logger: logger)
        let summary = EmulateSummary(settings: settings, emulator: emulator)
        let services: [any Service] = [
            StorageService(storage: emulator.storage), emulator.maintenance,
            emulator.application(host: settings.host, port: settings.port, group: group) { onReady(summary) },
        ]
        try await Services.run(services, logger: logger)
    }

    /// Puts an emulator together; a failure is told in one line with its mend.
    /// - Parameter keySource: where the encryption keys came from, in words.
    static func start(
        _ settings: EmulatorSettings, keysAt keySource: String, group: any EventLoopGroup, logger: Logger
    ) async throws(CommandError) -> Emulator {
        do {
            return try await Emulator(settings, group: group, logger: logger)
        } catch let error as StartError {
            throw CommandError(line(error, settings, keySource))
        } catch {
            throw CommandError("the start failed: \(error)")
        }
    }

    private static func line(
        _ error: StartError, _ settings: EmulatorSettings, _ keySource: String
    ) -> String {
        let place =
            switch settings.location {
            case .memory: "memory"
            case .file(let path): path
            }
        switch error.code {
        case .storage: return "the database \(place) cannot be used: \(error.reason)"
        case .wrongEncryptionKeys:
            return "the database \(place) is encrypted under other keys than those \(keySource) (\(error.reason)); "
                + "restore them, or choose another place with --data"
        case .certificateAuthorities: return "--metadata-ca-file \(error.reason) cannot be read as PEM certificates"
        case .seed: return "the seed cannot be applied: \(error.reason)"
        }
    }
}
