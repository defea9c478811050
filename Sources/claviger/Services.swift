internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Storage
internal import UnixSignals

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Runs services together and ends them together.
enum Services {
    /// Requests that are under way when a signal comes may take so long to end.
    private static let longestShutdown = Duration.seconds(4)

    /// Serves until SIGINT or SIGTERM, then shuts down in reverse order: what takes requests first, storage last.
    static func run(_ services: [any Service], logger: Logger) async throws {
        let stopped = StopFlag()
        var configuration = ServiceGroupConfiguration(
            services: services + [stopped], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        configuration.maximumGracefulShutdownDuration = longestShutdown
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            // A service that was cut short after the signal did what was asked of it.
            guard await !stopped.isSet else { return }
            if let error = error as? IOError, error.errnoCode == EADDRINUSE {
                throw CommandError("a port is in use since a moment ago; choose others with --port and --gateway-port")
            }
            throw CommandError("stopped: \(error)")
        }
    }
}

/// Remembers that the signal came.
private actor StopFlag: Service {
    private(set) var isSet = false

    func run() async throws {
        try await gracefulShutdown()
        isSet = true
    }
}

/// Closes the database when everything that uses it has ended.
struct StorageService: Service {
    let storage: any StorageEngine

    func run() async throws {
        // Closed also when the shutdown took too long and everything was cancelled.
        try? await gracefulShutdown()
        try await storage.close()
    }
}

/// Calls back once, when everyone who was expected has signalled.
actor Readiness {
    private var missing: Int
    private let onReady: @Sendable () -> Void

    init(expected: Int, onReady: @escaping @Sendable () -> Void) {
        missing = expected
        self.onReady = onReady
    }

    func signal() {
        missing -= 1
        if missing == 0 { onReady() }
    }
}

/// How many event loops there are.
enum EventLoops {
    static var count: Int {
        Environment.value("CLAVIGER_EVENT_LOOPS").flatMap(Int.init).map { min(max($0, 1), 64) } ?? System.coreCount
    }
}
