package import JSON

/// A successful answer of the token endpoint (RFC 6749 §5.1).
package struct TokenResponse: Sendable {
    package var accessToken: Secret
    /// Seconds that the token lives.
    package var expiresIn: Int64
    package var scope: ScopeSet

    package init(accessToken: Secret, expiresIn: Int64, scope: ScopeSet) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.scope = scope
    }

    /// The body, with the token in clear: it goes to the client that asked and nowhere else.
    package var json: JSONValue {
        var object: JSONObject = [
            "access_token": .string(accessToken.revealed()), "token_type": "Bearer", "expires_in": .integer(expiresIn),
        ]
        if !scope.isEmpty { object["scope"] = .string(scope.parameter) }
        return .object(object)
    }
}
