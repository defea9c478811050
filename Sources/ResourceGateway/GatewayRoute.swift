package import JOSE
package import OAuth

/// One protected resource: a path of the gateway, and the MCP server behind it.
package struct GatewayRoute: Sendable {
    /// The path, compared byte for byte.
    package var path: String
    /// The resource's identifier: the URL that clients connect to (RFC 9728 §1.2).
    package var resource: HTTPURL
    package var upstream: Upstream
    /// The issuers that clients are sent to, at least one (RFC 9728 §2).
    package var authorizationServers: [String]
    package var scopesSupported: ScopeSet
    /// What every caller needs.
    package var requiredScopes: ScopeSet
    /// Checks access tokens that are JWTs.
    package var jwt: JWTVerifier
    /// Checks API keys; absent: there are none.
    package var apiKeys: (any APIKeyVerifier)?

    package init(
        path: String, resource: HTTPURL, upstream: Upstream, authorizationServers: [String],
        scopesSupported: ScopeSet, requiredScopes: ScopeSet, jwt: JWTVerifier, apiKeys: (any APIKeyVerifier)?
    ) {
        self.path = path
        self.resource = resource
        self.upstream = upstream
        self.authorizationServers = authorizationServers
        self.scopesSupported = scopesSupported
        self.requiredScopes = requiredScopes
        self.jwt = jwt
        self.apiKeys = apiKeys
    }
}

/// The MCP server behind a route.
package struct Upstream: Sendable {
    package var url: HTTPURL
    package var connectTimeout: Duration
    /// From the request's end to the answer's head; a stream may then stay silent for as long as it likes.
    package var responseTimeout: Duration

    package init(
        url: HTTPURL, connectTimeout: Duration = .seconds(5), responseTimeout: Duration = .seconds(60)
    ) {
        self.url = url
        self.connectTimeout = connectTimeout
        self.responseTimeout = responseTimeout
    }
}

/// Verifies JWTs of one issuer with its published keys.
package struct JWTVerifier: Sendable {
    package var rules: TokenRules
    package var keys: any KeySource
    /// Which tokens were revoked, where the issuer tells us.
    package var revocations: (any TokenRevocations)?

    package init(rules: TokenRules, keys: any KeySource, revocations: (any TokenRevocations)? = nil) {
        self.rules = rules
        self.keys = keys
        self.revocations = revocations
    }
}

/// Verifies API keys of our own.
package protocol APIKeyVerifier: Sendable {
    /// What every key begins with, so that nothing else is asked about.
    var prefix: String { get }

    /// Whose key it is; `nil` when it is not one, or no longer.
    /// - Throws: when the keys cannot be looked up at the moment.
    func verify(_ key: Secret) async throws -> APIKeyHolder?
}

/// Whom an API key stands for.
package struct APIKeyHolder: Sendable {
    /// The key's identifier.
    package var subject: String
    /// The organization that it belongs to.
    package var account: String
    package var scopes: ScopeSet
    package var expiresAt: Timestamp?

    package init(subject: String, account: String, scopes: ScopeSet, expiresAt: Timestamp?) {
        self.subject = subject
        self.account = account
        self.scopes = scopes
        self.expiresAt = expiresAt
    }
}
