/// A request at the token endpoint (RFC 6749 §3.2), parsed once from its form or JSON.
///
/// A parameter without a value counts as omitted (RFC 6749 §3.2).
package struct TokenRequest: Sendable {
    package var grantType: GrantType
    /// `client_id` in the body.
    package var clientID: String?
    /// `client_secret` in the body.
    package var clientSecret: Secret?
    /// `scope`; absent when empty.
    package var scope: ScopeSet?
    /// `resource` (RFC 8707 §2), each time that it was sent.
    package var resources: [String]

    /// The parameters that are read; all others are ignored (RFC 6749 §3.2).
    package static let names: Set = ["grant_type", "client_id", "client_secret", "scope", "resource"]

    /// Takes the parameters of a body.
    /// - Throws: `invalid_request` for a parameter that stands twice (except `resource`) or has a control character,
    ///   `invalid_scope` for a
    ///   `scope` that breaks the grammar.
    package init(parameters: [(name: String, value: String)]) throws(OAuthError) {
        var single: [String: String] = [:]
        var resources: [String] = []
        for (name, value) in parameters where !value.isEmpty && TokenRequest.names.contains(name) {
            // RFC 6749 appendix A has no control characters anywhere.
            guard name == "scope" || !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw OAuthError(.invalidRequest, "A parameter has a control character")
            }
            if name == "resource" {
                resources.append(value)
            } else if single.updateValue(value, forKey: name) != nil {
                throw OAuthError(.invalidRequest, "A parameter stands twice; send each once")
            }
        }
        guard let grantType = single["grant_type"] else {
            throw OAuthError(.invalidRequest, "grant_type is missing")
        }
        self.grantType = GrantType(rawValue: grantType)
        clientID = single["client_id"]
        clientSecret = single["client_secret"].map { Secret($0) }
        if let text = single["scope"] {
            guard let scope = ScopeSet(parameter: text) else {
                throw OAuthError(.invalidScope, "scope has a character that RFC 6749 section 3.3 does not allow")
            }
            self.scope = scope.isEmpty ? nil : scope
        }
        self.resources = resources
    }
}

extension TokenRequest {
    /// The one method by which the client authenticates, from the body and the `Authorization` header.
    /// - Throws: `invalid_client` without credentials; `invalid_request` when two methods are used at once. An equal
    ///   `client_id` in the body beside Basic is no second method.
    package func credentials(authorization: String?) throws(OAuthError) -> ClientCredentials {
        var basic: ClientCredentials?
        if let authorization {
            basic = try ClientCredentials.basic(authorization)
            if basic == nil {
                throw OAuthError(.invalidClient, "The Authorization header must be of the scheme Basic")
            }
        }
        if let basic {
            guard clientSecret == nil else {
                throw OAuthError(.invalidRequest, "Use one client authentication method: Basic or client_secret")
            }
            guard clientID.map({ $0.utf8.elementsEqual(basic.clientID.utf8) }) ?? true else {
                throw OAuthError(.invalidRequest, "client_id differs from the one in the Authorization header")
            }
            return basic
        }
        guard let clientID else { throw OAuthError(.invalidClient, "Client authentication is missing") }
        guard let clientSecret else { throw OAuthError(.invalidClient, "client_secret is missing") }
        return ClientCredentials(clientID: clientID, secret: clientSecret, method: .clientSecretPost)
    }
}
