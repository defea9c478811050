internal import ArgumentParser
internal import JSON
internal import OAuth

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `claviger dev`: everything on loopback.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Run everything on this machine: authorization server, vault, gateway and a sample MCP server.",
        discussion: """
            Environment: CLAVIGER_ENCRYPTION_KEYS (id:base64,…) replaces the key file that dev makes; \
            CLAVIGER_EVENT_LOOPS sets the number of event loops (default: one per core); \
            CLAVIGER_LOG_LEVEL sets the log level (default: warning). Logs go to standard error.
            """)

    @Option(help: "Port of the authorization server and the vault; 0 takes a free one.")
    var port = 4100

    @Option(help: "Port of the gateway; 0 takes a free one.")
    var gatewayPort = 4180

    @Option(help: ArgumentHelp("Seed file in YAML or JSON.", valueName: "file"))
    var seed: String?

    @Option(help: ArgumentHelp("Keep everything in this directory (default: in memory).", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("MCP server to protect (default: a built-in sample).", valueName: "url"))
    var upstream: String?

    @Flag(help: "Print one JSON object when ready, instead of the summary.")
    var json = false

    func validate() throws {
        for (name, port) in [("--port", port), ("--gateway-port", gatewayPort)] where !(0...65535).contains(port) {
            throw ValidationError("\(name) must be between 0 and 65535, not \(port)")
        }
        if port == gatewayPort, port != 0 {
            throw ValidationError("--port and --gateway-port must differ; both are \(port)")
        }
    }

    func run() async throws {
        // Until the services listen for signals there is nothing to wind up; and all files are for the owner alone.
        for number in [SIGINT, SIGTERM] { signal(number) { _ in _exit(0) } }
        umask(0o077)
        var upstreamURL: HTTPURL?
        if let upstream {
            guard let url = HTTPURL(upstream) else {
                throw CommandError("--upstream must be an http or https URL, such as http://127.0.0.1:9000/mcp")
            }
            upstreamURL = url
        }
        let settings = DevSettings(
            port: try Port.resolve(port, flag: "--port"),
            gatewayPort: try Port.resolve(gatewayPort, flag: "--gateway-port"),
            seedFile: seed, dataDirectory: data, upstream: upstreamURL)
        let json = json
        try await DevStack(settings: settings).run { summary in
            StandardOutput.write((json ? summary.json.serializedString() : summary.text) + "\n")
        }
    }
}
