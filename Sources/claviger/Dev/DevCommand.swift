internal import ArgumentParser
internal import JOSE
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
            CLAVIGER_CONTROL_TOKEN is asked for by the control API under /_claviger/; \
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

    @Option(help: ArgumentHelp("What tokens are signed with: RS256, ES256 or EdDSA.", valueName: "algorithm"))
    var signingAlgorithm = SignatureAlgorithm.rs256

    @Flag(inversion: .prefixedNo, help: "Let clients register themselves (RFC 7591).")
    var dynamicRegistration = true

    @Flag(inversion: .prefixedNo, help: "Let a client_id be the URL of a client's metadata document.")
    var metadataDocuments = true

    @Option(
        help: ArgumentHelp(
            "PEM file of authorities to trust for clients' documents and keys, and for keys of --trusted-issuer.",
            valueName: "file"))
    var metadataCaFile: String?

    @Option(
        help: ArgumentHelp(
            "Identity provider whose ID-JAG assertions are taken, as issuer=jwks-url; may be repeated.",
            valueName: "issuer=url"))
    var trustedIssuer: [String] = []

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
            seedFile: seed, dataDirectory: data, upstream: upstreamURL, signingAlgorithm: signingAlgorithm,
            isDynamicRegistrationOn: dynamicRegistration, areMetadataDocumentsOn: metadataDocuments,
            certificateAuthorities: metadataCaFile, trustedIssuers: try trustedIssuer.map(DevCommand.trustedIssuer))
        let json = json
        try await DevStack(settings: settings).run { summary in
            StandardOutput.write((json ? summary.json.serializedString() : summary.text) + "\n")
        }
    }

    private static func trustedIssuer(_ text: String) throws -> (issuer: String, jwksURL: HTTPURL) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, HTTPURL(parts[0]) != nil, let url = HTTPURL(parts[1]) else {
            throw CommandError(
                "--trusted-issuer must be issuer=url, such as https://idp.example.com=https://idp.example.com/jwks")
        }
        guard url.scheme == .https || url.isLoopback else {
            throw CommandError("--trusted-issuer: keys come over https, or from this machine, not from \(url.text)")
        }
        return (parts[0], url)
    }
}

extension SignatureAlgorithm: ExpressibleByArgument {}
