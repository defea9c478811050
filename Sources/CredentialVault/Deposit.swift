package import JSON
package import OAuth

/// What a user hands in: how to get tokens for one MCP server.
package struct Deposit: Sendable {
    /// How the vault will authenticate at the token endpoint (RFC 7591 §2).
    package enum AuthenticationMethod: String, Sendable, CaseIterable {
        case clientSecretBasic = "client_secret_basic"
        case clientSecretPost = "client_secret_post"
        case none
    }

    package var server: String
    package var refreshToken: Secret
    package var tokenEndpoint: HTTPURL
    package var clientID: String?
    package var clientSecret: Secret?
    package var clientSecretExpiresAt: Timestamp?
    package var authenticationMethod: AuthenticationMethod?
    package var scopes: String?
}

extension Deposit {
    /// Reads the body of a deposit. Unknown members are refused, so that a misspelt one is not lost in silence.
    /// - Parameter allowInsecureLoopback: takes `http` token endpoints on loopback too.
    /// - Throws: `invalidRequest`, naming the member.
    package init(json: JSONValue, allowInsecureLoopback: Bool) throws(VaultError) {
        guard let object = json.object else {
            throw VaultError(.invalidRequest, "The body must be a JSON object")
        }
        if let unknown = object.names.first(where: { !Deposit.members.contains($0) }) {
            throw VaultError(
                .invalidRequest,
                "Unknown member \(unknown.debugDescription); known are \(Deposit.members.joined(separator: ", "))")
        }
        let reader = MemberReader(object: object)
        server = try reader.required("mcpServerId", longest: 255)
        refreshToken = Secret(try reader.required("refreshToken", longest: .max))
        let endpoint = try reader.required("tokenEndpoint", longest: 2048)
        guard let url = HTTPURL(endpoint), url.scheme == .https || (allowInsecureLoopback && url.isLoopback) else {
            throw VaultError(.invalidRequest, "tokenEndpoint must be an absolute https URL")
        }
        tokenEndpoint = url
        clientID = try reader.optional("clientId", longest: 255)
        clientSecret = try reader.optional("clientSecret", longest: .max).map { Secret($0) }
        guard clientSecret == nil || clientID != nil else {
            throw VaultError(.invalidRequest, "clientSecret needs a clientId")
        }
        clientSecretExpiresAt = try reader.date("clientSecretExpiresAt")
        if let name = try reader.optional("tokenEndpointAuthMethod", longest: 64) {
            guard let method = AuthenticationMethod(rawValue: name) else {
                let known = AuthenticationMethod.allCases.map(\.rawValue).joined(separator: ", ")
                throw VaultError(.invalidRequest, "tokenEndpointAuthMethod must be one of \(known)")
            }
            authenticationMethod = method
        }
        scopes = try reader.optional("scopes", longest: 2048, mayBeEmpty: true)
    }

    private static let members = [
        "mcpServerId", "refreshToken", "tokenEndpoint", "clientId", "clientSecret", "clientSecretExpiresAt",
        "tokenEndpointAuthMethod", "scopes",
    ]
}

/// Reads members of a body, with errors that name them.
private struct MemberReader {
    let object: JSONObject

    func required(_ name: String, longest: Int) throws(VaultError) -> String {
        guard let value = try optional(name, longest: longest) else {
            throw VaultError(.invalidRequest, "\(name) is missing")
        }
        return value
    }

    /// A member that is absent or `null` gives `nil`.
    func optional(_ name: String, longest: Int, mayBeEmpty: Bool = false) throws(VaultError) -> String? {
        guard let value = object[name], value != .null else { return nil }
        guard let text = value.string else { throw VaultError(.invalidRequest, "\(name) must be a string") }
        guard mayBeEmpty || !text.isEmpty else { throw VaultError(.invalidRequest, "\(name) must not be empty") }
        guard !text.utf8.contains(0) else {
            throw VaultError(.invalidRequest, "\(name) must not have a NUL character")
        }
        guard text.unicodeScalars.count <= longest else {
            throw VaultError(.invalidRequest, "\(name) must have at most \(longest) characters")
        }
        return text
    }

    func date(_ name: String) throws(VaultError) -> Timestamp? {
        guard let text = try optional(name, longest: 64) else { return nil }
        guard let moment = Timestamp(rfc3339: text) else {
            throw VaultError(.invalidRequest, "\(name) must be an RFC 3339 date, such as 2026-01-15T12:00:00Z")
        }
        return moment
    }
}
