package import JSON
package import OAuth

/// A JWT that passed every check of `TokenRules`. It comes from there and from nowhere else.
package struct ValidatedToken: Sendable {
    package let issuer: String
    /// `aud`, of which one was asked for.
    package let audiences: [String]
    package let expiresAt: Timestamp
    /// From `scope`, or else from `scp`.
    package let scopes: ScopeSet
    package let claims: JSONObject

    init(issuer: String, audiences: [String], expiresAt: Timestamp, scopes: ScopeSet, claims: JSONObject) {
        self.issuer = issuer
        self.audiences = audiences
        self.expiresAt = expiresAt
        self.scopes = scopes
        self.claims = claims
    }

    /// `sub`, when the token has one.
    package var subject: String? { string("sub") }

    /// The claim of that name, when it is a string.
    package func string(_ name: String) -> String? { claims[name]?.string }
}
