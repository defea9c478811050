internal import JSON
internal import OAuth
internal import WorkOSEmulator

/// What `claviger dev` tells when it is ready.
struct DevSummary: Sendable {
    private let settings: DevSettings
    private let secrets: DevSecrets
    private let upstream: HTTPURL
    private let clientID: String
    /// Absent when it was made in an earlier run, of which only a hash was kept.
    private let clientSecret: String?
    private let apiKey: String?

    init(settings: DevSettings, secrets: DevSecrets, seeded: Seeder.Outcome, upstream: HTTPURL) {
        self.settings = settings
        self.secrets = secrets
        self.upstream = upstream
        clientID = seeded.applications.first?.clientID ?? ""
        // Shown on purpose: these belong to this machine, and the person needs them.
        clientSecret = seeded.applications.first?.clientSecret?.revealed()
        apiKey = seeded.apiKeys.first?.revealed()
    }

    private var examples: DevExamples {
        DevExamples(
            settings: settings, clientID: clientID, clientSecret: clientSecret, apiKey: apiKey,
            isSample: settings.upstream == nil)
    }

    var json: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        return [
            "issuer": .string(settings.issuer), "authorization_server": .string(settings.issuer),
            "token_endpoint": .string(settings.issuer + "/oauth2/token"),
            "jwks_uri": .string(settings.issuer + "/oauth2/jwks"), "gateway": .string(settings.gateway),
            "mcp_url": .string(settings.resource), "vault": .string(settings.vault),
            "upstream": .string(upstream.text), "client_id": .string(clientID),
            "client_secret": optional(clientSecret), "api_key": optional(apiKey),
            "data_directory": optional(settings.dataDirectory), "encryption_key_file": optional(secrets.keyFile),
            "try": [
                "curl": .string(examples.curl), "smoke": .string(examples.smoke),
                "mcp_client": .string(examples.client),
            ],
        ]
    }

    var text: String {
        let storage = settings.dataDirectory.map { "\($0)/claviger.db" } ?? "in memory; keep it with --data DIR"
        let rows = [
            ("MCP server, protected", settings.resource),
            ("Authorization server", settings.issuer),
            ("Vault", settings.vault),
            ("Upstream", upstream.text + (settings.upstream == nil ? " (built-in sample, three tools)" : "")),
            ("Storage", storage),
            ("Encryption keys", secrets.keySource),
            ("M2M client id", clientID),
            (
                "M2M client secret",
                clientSecret ?? "made in an earlier run; pin client_secret in the seed file to know it"
            ),
            ("API key", apiKey ?? "none"),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        let table = rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count))  \($1)" }
        return """

            claviger dev is ready; end it with Ctrl-C.

            \(table.joined(separator: "\n"))

            Three things to try in another terminal:

            1. List the tools with a token of the M2M client:

            \(examples.curl)

            2. Check from outside that the server is protected:

            \(examples.smoke)

            3. Write a setting for MCP clients (Claude Code, Cursor, VS Code) to claviger-mcp.json:

            \(examples.client)

            """
    }
}
