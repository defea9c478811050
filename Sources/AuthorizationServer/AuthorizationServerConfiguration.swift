package import OAuth

/// How an authorization server is set up.
package struct AuthorizationServerConfiguration: Sendable {
    /// The issuer, byte for byte as it stands in metadata and tokens (RFC 8414 §2).
    package var issuer: HTTPURL
    /// Seconds that an access token lives.
    package var accessTokenLifetime: Int64
    /// The resource indicators that a request may name (RFC 8707).
    package var resources: [String]
    /// The audience for a client that has none of its own, when a request names no resource.
    package var defaultAudience: String?

    package init(
        issuer: HTTPURL, accessTokenLifetime: Int64 = 3600, resources: [String] = [], defaultAudience: String? = nil
    ) {
        self.issuer = issuer
        self.accessTokenLifetime = accessTokenLifetime
        self.resources = resources
        self.defaultAudience = defaultAudience
    }

    /// The URL of one of this server's endpoints.
    package func endpoint(_ path: String) -> String {
        (issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text) + path
    }
}
