package import JSON

/// A successful answer of the token endpoint (RFC 6749 §5.1, RFC 8693 §2.2.1).
package struct TokenResponse: Sendable {
    package var accessToken: Secret
    /// Seconds that the token lives.
    package var expiresIn: Int64
    package var scope: ScopeSet
    package var refreshToken: Secret?
    /// OpenID Connect Core 1.0 §3.1.3.3.
    package var idToken: Secret?
    /// What kind of token an exchange gave (RFC 8693 §2.2.1).
    package var issuedTokenType: String?

    package init(
        accessToken: Secret, expiresIn: Int64, scope: ScopeSet, refreshToken: Secret? = nil, idToken: Secret? = nil,
        issuedTokenType: String? = nil
    ) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.scope = scope
        self.refreshToken = refreshToken
        self.idToken = idToken
        self.issuedTokenType = issuedTokenType
    }

    /// The body, with the tokens in clear: it goes to the client that asked and nowhere else.
    package var json: JSONValue {
        var object: JSONObject = ["access_token": .string(accessToken.revealed())]
        object["issued_token_type"] = issuedTokenType.map(JSONValue.string)
        object["token_type"] = "Bearer"
        object["expires_in"] = .integer(expiresIn)
        if !scope.isEmpty { object["scope"] = .string(scope.parameter) }
        object["refresh_token"] = refreshToken.map { .string($0.revealed()) }
        object["id_token"] = idToken.map { .string($0.revealed()) }
        return .object(object)
    }
}
