internal import JSON
internal import OAuth

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The commands that `claviger dev` offers, each to be pasted into a shell as it is.
struct DevExamples {
    let settings: DevSettings
    let clientID: String
    let clientSecret: String?
    let isSample: Bool

    /// Gets a token, then lists the tools.
    var curl: String {
        let token =
            "$(curl -sS -u \(basic) -d grant_type=client_credentials "
            + "-d resource=\(settings.resource) \(settings.issuer)/oauth2/token "
            + "| sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"
        return "curl -sS \(settings.resource) -H \"Authorization: Bearer \(token)\" "
            + "-H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' " + request
    }

    /// Of an upstream that is not ours, only the oldest handshake can be expected.
    private var request: String {
        let client: JSONValue = ["name": "curl", "version": "1"]
        guard isSample else {
            let body: JSONValue = [
                "jsonrpc": "2.0", "id": 1, "method": "initialize",
                "params": ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": client],
            ]
            return "-d \(quoted(body.serializedString()))"
        }
        let body: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": "tools/list",
            "params": [
                "_meta": [
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientInfo": client,
                    "io.modelcontextprotocol/clientCapabilities": [:],
                ]
            ],
        ]
        return "-H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/list' -d \(quoted(body.serializedString()))"
    }

    /// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private var basic: String {
        quoted([clientID, clientSecret ?? "CLIENT_SECRET"].map(FormURLEncoded.encodeComponent).joined(separator: ":"))
    }

    /// One word for a shell, whatever is in it: a seed file may have come from anywhere.
    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    var smoke: String {
        "\(quoted(DevExamples.executable)) smoke \(settings.resource) --client-id \(quoted(clientID)) "
            + "--client-secret \(quoted(clientSecret ?? "CLIENT_SECRET"))"
    }

    /// The form that most MCP clients read. The URL is all that a client needs.
    var client: String {
        let setting: JSONValue = [
            "mcpServers": ["claviger": ["type": "http", "url": .string(settings.resource)]]
        ]
        return "printf '%s\\n' \(quoted(setting.serializedString())) | tee claviger-mcp.json"
    }

    /// How this program is called from anywhere: by its name when the shell found it, else by its full path.
    private static let executable: String = {
        guard let name = CommandLine.arguments.first, name.contains("/") else { return "claviger" }
        guard !name.hasPrefix("/"), let directory = getcwd(nil, 0) else { return name }
        defer { free(directory) }
        return "\(String(cString: directory))/\(name)"
    }()
}
