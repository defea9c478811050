package import JSON
internal import OAuth

/// What an access token must be to be accepted (RFC 8725, RFC 9068 §4).
package struct TokenRules: TokenJudging {
    /// The one issuer, byte for byte.
    package var issuer: String
    /// The token's `aud` must have one of these.
    package var audiences: [String]
    package var algorithms: Set<SignatureAlgorithm>
    /// Seconds by which clocks may differ.
    package var leeway: Int64

    package init(
        issuer: String, audiences: [String], algorithms: Set<SignatureAlgorithm> = [.rs256], leeway: Int64 = 30
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = algorithms
        self.leeway = leeway
    }

    /// RFC 9068 §2.1 gives access tokens `at+jwt`; older servers write `JWT` or nothing.
    package func permits(type: JSONValue?) -> Bool { type.map { isType($0, among: ["at+jwt", "jwt"]) } ?? true }

    package func accept(_ claims: SignedClaims) throws(TokenFault) -> ValidatedToken {
        let expiry = try claims.expiry()
        try claims.checkStart()
        let audiences = try claims.audiences(including: self.audiences)
        let scopes = try claims.scopes()
        if let subject = claims.values["sub"], subject.string == nil { throw .rejected(.malformedClaim) }
        return ValidatedToken(
            issuer: issuer, audiences: audiences, expiresAt: Timestamp(seconds: expiry), scopes: scopes,
            claims: claims.values)
    }
}
