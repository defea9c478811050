internal import JOSE
internal import OAuth

/// What `claviger dev` was asked for.
struct DevSettings: Sendable {
    var port: Int
    var gatewayPort: Int
    var seedFile: String?
    var dataDirectory: String?
    /// Absent: the built-in sample.
    var upstream: HTTPURL?
    var signingAlgorithm = SignatureAlgorithm.rs256
    var isDynamicRegistrationOn = true
    var areMetadataDocumentsOn = true
    /// A PEM file of certificate authorities that are trusted beside the machine's.
    var certificateAuthorities: String?
    /// Identity providers whose assertions are taken, with the URLs of their keys.
    var trustedIssuers: [(issuer: String, jwksURL: HTTPURL)] = []

    static let host = "127.0.0.1"

    /// The authorization server's issuer, and the base of the vault's URLs.
    var issuer: String { "http://\(DevSettings.host):\(port)" }
    var gateway: String { "http://\(DevSettings.host):\(gatewayPort)" }
    /// The protected resource: what MCP clients connect to.
    var resource: String { gateway + "/mcp" }
    /// The vault's resource indicator, and where deposits go.
    var vault: String { issuer + "/mcp-oauth-credentials" }
}
