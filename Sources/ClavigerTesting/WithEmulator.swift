internal import AuthorizationServer
internal import EmulatorComposition
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OAuth
internal import ServiceLifecycle
internal import WorkOSEmulator

/// Runs a test against an emulator of its own: a WorkOS-compatible server with sign-in, M2M tokens and API keys.
///
/// The emulator listens on a free port of `127.0.0.1`, keeps everything in memory, and is gone when the body returns or
/// throws. Any number of them can run at the same time, so tests that use one need not be serialized.
///
/// ```swift
/// try await withEmulator(seed: "organizations: [{name: Acme}]") { emulator in
///     let client = WorkOSClient(apiKey: emulator.apiKey, baseURL: emulator.url)
/// }
/// ```
///
/// - Parameters:
///   - seed: what there is at the start; see ``EmulatorSeed``.
///   - body: the test. It gets the running emulator.
/// - Returns: what the body returns.
/// - Throws: what the body throws, or ``EmulatorError`` when the emulator could not start: `invalidSeed` names each line
///   of the seed that is wrong.
public func withEmulator<Result>(
    seed: EmulatorSeed = .empty, _ body: (TestEmulator) async throws -> Result
) async throws -> Result {
    let seed = try seed.read()
    for attempt in 1... {
        do {
            return try await run(seed, body)
        } catch let error as PortTaken where attempt < 5 {
            // Another process took the port between its choice and its use.
            _ = error
        }
    }
    preconditionFailure("unreachable: the loop has no end")
}

private struct PortTaken: Error {}

private func run<Result>(
    _ seed: SeedFile, _ body: (TestEmulator) async throws -> Result
) async throws -> Result {
    guard let port = try? ListeningPort.resolve(0), let url = HTTPURL("http://127.0.0.1:\(port)") else {
        throw EmulatorError(.cannotStart, "no port of this machine is free")
    }
    var logger = Logger(label: "claviger")
    logger.logLevel = .error
    var settings = EmulatorSettings(baseURL: url, seed: seed)
    // Passwords of tests protect nobody.
    settings.passwordCost = ScryptCost(logarithm: 4)
    let group = MultiThreadedEventLoopGroup.singleton
    let emulator: Emulator
    do {
        emulator = try await Emulator(settings, group: group, logger: logger)
    } catch let error as StartError {
        throw EmulatorError(error.code == .seed ? .invalidSeed : .cannotStart, error.reason)
    }
    let (isReady, signal) = AsyncStream.makeStream(of: Bool.self)
    let application = emulator.application(host: "127.0.0.1", port: port, group: group) { signal.yield(true) }
    let services = ServiceGroup(services: [emulator.maintenance, application], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { signal.finish() }
            do { try await services.run() } catch is IOError { throw PortTaken() }
        }
        guard await isReady.first(where: { $0 }) != nil else {
            try await tasks.next()
            throw EmulatorError(.cannotStart, "the emulator ended before the test")
        }
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(TestEmulator(emulator))) } catch { outcome = .failure(error) }
        await services.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try await emulator.close()
        return try outcome.get()
    }
}
