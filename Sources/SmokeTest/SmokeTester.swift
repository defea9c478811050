package import OAuth

/// Puts the checks to a server, one after the other, and reports.
package struct SmokeTester: Sendable {
    private let options: SmokeOptions
    private let transport: any Transport
    private let pacing: any Pacing
    private let clock: any WallClock
    private let random: any RandomSource
    private let forge: TokenForge

    package init(
        options: SmokeOptions, transport: any Transport, pacing: any Pacing, clock: any WallClock = SystemClock(),
        random: any RandomSource = SystemRandomSource(), forge: TokenForge = TokenForge()
    ) {
        self.options = options
        self.transport = transport
        self.pacing = pacing
        self.clock = clock
        self.random = random
        self.forge = forge
    }

    /// Tests the server over the network, with the limits of the options.
    package static func run(
        _ options: SmokeOptions, forge: TokenForge = TokenForge(),
        progress: @Sendable (CheckDescription) -> Void = { _ in }
    ) async throws(TargetUnreachable) -> SmokeReport {
        let pacing: any Pacing =
            options.requestsPerSecond.map { RateLimiter(perSecond: $0, clock: ContinuousClock()) } ?? Unpaced()
        return try await AsyncHTTPTransport.with(timeout: options.timeout) { transport throws(TargetUnreachable) in
            let tester = SmokeTester(options: options, transport: transport, pacing: pacing, forge: forge)
            return try await tester.run(progress: progress)
        }
    }

    /// Runs the checks that the options select.
    /// - Parameter progress: called before each check.
    /// - Throws: `TargetUnreachable` when the first request gets no HTTP answer.
    package func run(
        progress: @Sendable (CheckDescription) -> Void = { _ in }
    ) async throws(TargetUnreachable) -> SmokeReport {
        let context = SmokeContext(
            target: options.target, means: options.means, transport: transport, pacing: pacing, clock: clock,
            random: random, forge: forge)
        if case .nothing(let error) = await context.withoutToken() {
            throw TargetUnreachable(target: options.target, reason: error.description)
        }
        var results: [CheckResult] = []
        var mark = Duration.zero
        for check in Catalogue.checks where options.selects(check.description.id) {
            progress(check.description)
            let finding = await judge(check, context)
            let spent = await context.timeSpent
            results.append(CheckResult(check: check.description, finding: finding, duration: spent - mark))
            mark = spent
        }
        return SmokeReport(
            target: context.redactor.clean(options.target.text), results: results, duration: mark)
    }

    private func judge(_ check: Check, _ context: SmokeContext) async -> Finding {
        let clean = context.redactor.clean
        do {
            return switch try await check.judge(context) {
            case .passed(let note): .passed(note: note.map(clean))
            case .failed(let expected, let got): .failed(expected: clean(expected), got: clean(got))
            case .skipped(let skip): .skipped(Skip(premise: skip.premise, reason: clean(skip.reason)))
            }
        } catch {
            return .skipped(Skip(premise: error.premise, reason: clean(error.reason)))
        }
    }
}

/// The first request got no HTTP answer, so that there is nothing to test.
package struct TargetUnreachable: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(target: HTTPURL, reason: String) {
        // Without the query, which may hold a key.
        description = "could not reach \(target.origin)\(target.path): \(reason)"
    }
}
