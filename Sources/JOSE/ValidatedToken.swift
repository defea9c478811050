package import JSON
package import OAuth

/// A JWT that passed every check of `TokenRules`. It comes from there and from nowhere else.
package struct ValidatedToken: Sendable {
    package let issuer: String
    /// `sub`, when the token has one.
    package let subject: String?
    package let expiresAt: Timestamp
    /// From `scope`, or else from `scp`.
    package let scopes: ScopeSet
    package let claims: JSONObject

    init(issuer: String, subject: String?, expiresAt: Timestamp, scopes: ScopeSet, claims: JSONObject) {
        self.issuer = issuer
        self.subject = subject
        self.expiresAt = expiresAt
        self.scopes = scopes
        self.claims = claims
    }
}
