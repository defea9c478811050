internal import JSON
package import OAuth

/// A client assertion that passed every check of `AssertionRules`, except that this is its first use.
package struct ClientAssertion: Sendable, Equatable {
    package let clientID: String
    /// `jti`: 1 to 255 bytes without control characters.
    package let tokenID: String
    package let expiresAt: Timestamp

    init(clientID: String, tokenID: String, expiresAt: Timestamp) {
        self.clientID = clientID
        self.tokenID = tokenID
        self.expiresAt = expiresAt
    }
}

/// Judges the assertions of one client, which is their issuer and their subject (RFC 7523 §3).
struct ClientAssertionJudge: TokenJudging {
    let rules: AssertionRules
    let clientID: String

    var issuer: String { clientID }
    var algorithms: Set<SignatureAlgorithm> { rules.algorithms }
    var leeway: Int64 { rules.leeway }

    /// None, `JWT`, or the one that is for this alone (draft-ietf-oauth-rfc7523bis).
    func permits(type: JSONValue?) -> Bool {
        type.map { isType($0, among: ["jwt", "client-authentication+jwt"]) } ?? true
    }

    func accept(_ claims: SignedClaims) throws(TokenFault) -> ClientAssertion {
        guard let subject = claims.values["sub"]?.string, subject.utf8.elementsEqual(clientID.utf8) else {
            throw .rejected(.wrongSubject)
        }
        try claims.checkAudience(isOnly: rules.audience)
        let expiry = try claims.expiry(within: rules.longestClientAssertion)
        try claims.checkStart()
        if let issuedAt = try claims.moment("iat"), issuedAt < claims.now - rules.longestClientAssertion - leeway {
            throw .rejected(.tooOld)
        }
        return ClientAssertion(
            clientID: clientID, tokenID: try claims.name("jti"), expiresAt: Timestamp(seconds: expiry))
    }
}
