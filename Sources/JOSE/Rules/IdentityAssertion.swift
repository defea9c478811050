package import JSON
package import OAuth

/// An ID-JAG that passed every check of `AssertionRules`, except that this is its first use.
package struct IdentityAssertion: Sendable {
    package let issuer: String
    /// `sub`, the person as the issuer knows them: 1 to 255 bytes without control characters.
    package let subject: String
    package let clientID: String
    /// `jti`: 1 to 255 bytes without control characters.
    package let tokenID: String
    package let expiresAt: Timestamp
    /// `resource`: what it is limited to; `nil` when it does not say.
    package let resources: [String]?
    /// `scope`: what it is limited to; `nil` when it does not say.
    package let scopes: ScopeSet?
    /// `auth_time`: when the person signed in at the issuer, if it says so.
    package let authenticatedAt: Timestamp?
    package let claims: JSONObject

    init(
        issuer: String, subject: String, clientID: String, tokenID: String, expiresAt: Timestamp,
        resources: [String]?, scopes: ScopeSet?, authenticatedAt: Timestamp?, claims: JSONObject
    ) {
        self.issuer = issuer
        self.subject = subject
        self.clientID = clientID
        self.tokenID = tokenID
        self.expiresAt = expiresAt
        self.resources = resources
        self.scopes = scopes
        self.authenticatedAt = authenticatedAt
        self.claims = claims
    }
}

/// Judges the ID-JAGs of one identity provider for one client
/// (draft-ietf-oauth-identity-assertion-authz-grant §3.1, RFC 7523 §3).
struct IdentityAssertionJudge: TokenJudging {
    let rules: AssertionRules
    let issuer: String
    let clientID: String

    var algorithms: Set<SignatureAlgorithm> { rules.algorithms }
    var leeway: Int64 { rules.leeway }

    /// The one type, without which any token of the provider would do, its ID tokens too.
    func permits(type: JSONValue?) -> Bool { type.map { isType($0, among: ["oauth-id-jag+jwt"]) } ?? false }

    func accept(_ claims: SignedClaims) throws(TokenFault) -> IdentityAssertion {
        try claims.checkAudience(isOnly: rules.audience)
        let expiry = try claims.expiry(within: rules.longestIdentityAssertion)
        try claims.checkStart()
        guard try claims.moment("iat") != nil else { throw .rejected(.missingClaim) }
        guard try claims.name("client_id").utf8.elementsEqual(clientID.utf8) else { throw .rejected(.wrongClient) }
        return IdentityAssertion(
            issuer: issuer, subject: try claims.name("sub"), clientID: clientID, tokenID: try claims.name("jti"),
            expiresAt: Timestamp(seconds: expiry), resources: try resources(claims), scopes: try scopes(claims),
            authenticatedAt: try claims.moment("auth_time").map { Timestamp(seconds: $0) }, claims: claims.values)
    }

    /// An empty array would limit the assertion to nothing, which nobody means: it is refused, not taken for no limit.
    private func resources(_ claims: SignedClaims) throws(TokenFault) -> [String]? {
        guard let claim = claims.values["resource"] else { return nil }
        guard let resources = StringClaim.values(claim), !resources.isEmpty else { throw .rejected(.malformedClaim) }
        return resources
    }

    private func scopes(_ claims: SignedClaims) throws(TokenFault) -> ScopeSet? {
        guard claims.values["scope"] != nil else { return nil }
        return try claims.scopes()
    }
}
