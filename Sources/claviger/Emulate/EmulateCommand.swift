internal import ArgumentParser
internal import JSON

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `claviger emulate`: the WorkOS-compatible server alone.
struct EmulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate",
        abstract: "Run the WorkOS-compatible server: sign-in, organizations, M2M tokens, API keys.",
        discussion: """
            Without --seed it reads the first of \(SeedFiles.standardNames.joined(separator: ", ")) that is in the \
            working directory, and without any of them it starts with an example.

            Environment: CLAVIGER_CONTROL_TOKEN is asked for by the control API under /_claviger/ (without it, the API \
            is open to this machine alone); CLAVIGER_ENCRYPTION_KEYS (id:base64,…) encrypts signing keys in --data; \
            CLAVIGER_EVENT_LOOPS sets the number of event loops (default: one per core); CLAVIGER_LOG_LEVEL sets the \
            log level (default: warning). Logs go to standard error.
            """)

    @Option(help: "Port; 0 takes a free one. (default: 4100, environment: CLAVIGER_PORT)")
    var port: Int?

    @Option(help: "Address to listen on. (default: 127.0.0.1, environment: CLAVIGER_HOST)")
    var host: String?

    @Option(help: ArgumentHelp("Seed file in YAML or JSON. (environment: CLAVIGER_SEED)", valueName: "file"))
    var seed: String?

    @Option(
        help: ArgumentHelp(
            "Keep everything in this file. (default: in memory, environment: CLAVIGER_DATA)", valueName: "file"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Where clients reach the server, when not at its own address. (environment: CLAVIGER_ISSUER)",
            valueName: "url"))
    var issuer: String?

    @Option(
        help: ArgumentHelp(
            "PEM file of the private key that signs: RSA, which the WorkOS SDKs need, or P-256 or Ed25519. (default: an "
                + "RSA key is made, environment: CLAVIGER_SIGNING_KEY)", valueName: "pem"))
    var signingKey: String?

    @Flag(help: "Print one JSON object when ready, instead of the summary.")
    var json = false

    func run() async throws {
        // Until the services listen for signals there is nothing to wind up; and all files are for the owner alone.
        for number in [SIGINT, SIGTERM] { signal(number) { _ in _exit(0) } }
        umask(0o077)
        let settings = try EmulateSettings(self)
        let json = json
        try await EmulateStack(settings: settings).run { summary in
            StandardOutput.write((json ? summary.json.serializedString() : summary.text) + "\n")
        }
    }
}
