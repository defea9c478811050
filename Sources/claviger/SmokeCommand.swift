internal import ArgumentParser
internal import SmokeTest

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `claviger smoke URL`.
struct SmokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smoke",
        abstract: "Check a hosted MCP server's OAuth from outside.",
        discussion: """
            Sends about twenty requests to the server and to its authorization server: good tokens when there are \
            means to get one, and bad ones that it makes itself. Nothing destructive is sent.

            Exit codes: 0 all musts passed, 1 a check failed, 2 wrong usage, 3 the server could not be reached.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "The MCP endpoint, exactly as clients are given it.")
    var url: String

    @Option(
        name: .customLong("client-id"),
        help: "Get a token by client credentials. [env: CLAVIGER_CLIENT_ID]")
    var clientID: String?

    @Option(help: "The client's secret; better in the environment. [env: CLAVIGER_CLIENT_SECRET]")
    var clientSecret: String?

    @Option(help: "Scopes to ask for, between spaces. (default: those of the challenge)")
    var scope: String?

    @Option(help: "A good access token; better in the environment. [env: CLAVIGER_TOKEN]")
    var token: String?

    @Option(
        name: .customLong("api-key"),
        help: "An API key, sent as a bearer token; better in the environment. [env: CLAVIGER_API_KEY]")
    var apiKey: String?

    @Option(help: "How to write the report.")
    var format: Format = .text

    @Option(help: "Seconds that each request may take.")
    var timeout: String = "10"

    @Option(help: "Requests per second; 0 or unlimited for no limit.")
    var rate: String = "5"

    @Option(help: ArgumentHelp("Run these checks alone: ids between commas.", valueName: "ids"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Leave these checks out: ids between commas.", valueName: "ids"))
    var skip: [String] = []

    func run() async throws {
        let report: SmokeReport
        do {
            let options = try arguments.options(environment: Environment.value)
            report = try await SmokeTester.run(options, progress: progress)
        } catch let error as SmokeUsageError {
            throw CommandError("\(error)")
        } catch let error as TargetUnreachable {
            throw CommandError("\(error)", exitCode: CommandError.unreachable)
        }
        clearProgress()
        switch format {
        case .text:
            let colour = isatty(STDOUT_FILENO) == 1 && allowsColour
            StandardOutput.write(TextRenderer(colour: colour).render(report) + "\n")
        case .json: StandardOutput.write(JSONRenderer().render(report) + "\n")
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private var arguments: SmokeArguments {
        var arguments = SmokeArguments(url: url)
        arguments.clientID = clientID
        arguments.clientSecret = clientSecret
        arguments.scope = scope
        arguments.token = token
        arguments.apiKey = apiKey
        arguments.timeout = timeout
        arguments.rate = rate
        arguments.only = only
        arguments.skip = skip
        return arguments
    }

    /// https://no-color.org: any value but the empty one turns colour off.
    private var allowsColour: Bool { Environment.value("NO_COLOR") == nil }

    private var showsProgress: Bool { format == .text && isatty(STDERR_FILENO) == 1 }

    private var progress: @Sendable (CheckDescription) -> Void {
        guard showsProgress else { return { _ in } }
        return { check in StandardError.write("\r\u{1B}[K\(check.id.rawValue) …") }
    }

    private func clearProgress() {
        if showsProgress { StandardError.write("\r\u{1B}[K") }
    }
}
