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
    private let people: [String]

    init(settings: DevSettings, secrets: DevSecrets, seeded: Seeder.Outcome, upstream: HTTPURL) {
        self.settings = settings
        self.secrets = secrets
        self.upstream = upstream
        // `DevStack` sees to it that there is one.
        let machine = seeded.applications.first(where: \.isMachineWithSecret)
        clientID = machine?.clientID ?? ""
        // Shown on purpose: these belong to this machine, and the person needs them.
        clientSecret = machine?.clientSecret?.revealed()
        people = seeded.people.map { $0.email + ($0.hasPassword ? "" : " (no password: pick the name)") }
        apiKey = seeded.apiKeys.first?.revealed()
    }

    private var examples: DevExamples {
        DevExamples(
            settings: settings, clientID: clientID, clientSecret: clientSecret,
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
            ("Sign in as", DevSummary.list(people)),
            ("Devices' page", settings.issuer + "/oauth2/device"),
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

            3. Write a setting for MCP clients (Claude Code, Cursor, VS Code) to claviger-mcp.json. The client registers
               itself and opens the sign-in page:

            \(examples.client)

            """
    }

    /// The first few; a seed may have hundreds.
    private static func list(_ people: [String]) -> String {
        let shown = people.prefix(3).joined(separator: ", ")
        return people.count > 3 ? "\(shown) and \(people.count - 3) more" : shown
    }
}
