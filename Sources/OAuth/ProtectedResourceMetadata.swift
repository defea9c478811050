package import JSON

/// What a protected resource says of itself (RFC 9728 §2).
package struct ProtectedResourceMetadata: Sendable, Equatable {
    /// The resource's identifier: the URL that clients connect to.
    package var resource: String
    /// The issuers whose tokens it takes, at least one.
    package var authorizationServers: [String]
    package var scopesSupported: [String]

    package init(resource: String, authorizationServers: [String], scopesSupported: [String]) {
        self.resource = resource
        self.authorizationServers = authorizationServers
        self.scopesSupported = scopesSupported
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "resource": .string(resource),
            "authorization_servers": .strings(authorizationServers),
        ]
        if !scopesSupported.isEmpty { object["scopes_supported"] = .strings(scopesSupported) }
        object["bearer_methods_supported"] = ["header"]
        return .object(object)
    }

    /// Reads a document that somebody else published; `nil` when a field that this type needs is missing or of the
    /// wrong type.
    package init?(json: JSONValue) {
        guard let resource = json["resource"]?.string,
            let servers = json["authorization_servers"]?.strings, !servers.isEmpty
        else { return nil }
        self.resource = resource
        authorizationServers = servers
        scopesSupported = json["scopes_supported"]?.strings ?? []
    }
}
