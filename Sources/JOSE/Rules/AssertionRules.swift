package import OAuth

/// What an assertion must be that somebody signed for this server alone (RFC 7523 §3).
///
/// Each assertion works once: who accepts one must also use its `tokenID` up, and remember that until `expiresAt` and
/// `leeway` have passed.
package struct AssertionRules: Sendable {
    /// Our own issuer identifier, which must be the only audience: an assertion that is also for another server could
    /// be replayed by that one.
    package var audience: String
    package var algorithms: Set<SignatureAlgorithm>
    /// Seconds by which clocks may differ.
    package var leeway: Int64
    /// Seconds from its making and to its expiry that a client assertion may have at most.
    package var longestClientAssertion: Int64
    /// Seconds to its expiry that an identity assertion may have at most.
    package var longestIdentityAssertion: Int64

    package init(
        audience: String, algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases), leeway: Int64 = 30,
        longestClientAssertion: Int64 = 300, longestIdentityAssertion: Int64 = 3600
    ) {
        self.audience = audience
        self.algorithms = algorithms
        self.leeway = leeway
        self.longestClientAssertion = longestClientAssertion
        self.longestIdentityAssertion = longestIdentityAssertion
    }

    /// Judges what a client shows as `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9).
    /// - Parameters:
    ///   - clientID: the client that it is claimed to be of.
    ///   - keys: that client's.
    package func clientAssertion(
        _ token: UnverifiedToken, clientID: String, keys: JSONWebKeySet, at now: Timestamp
    ) -> Verdict<ClientAssertion> {
        ClientAssertionJudge(rules: self, clientID: clientID).judge(token, keys: keys, at: now)
    }

    /// Judges an identity provider's word for a person, an ID-JAG
    /// (draft-ietf-oauth-identity-assertion-authz-grant §3.1).
    /// - Parameters:
    ///   - issuer: the trusted provider that it is claimed to be of.
    ///   - clientID: the client that was authenticated at this request.
    ///   - keys: that provider's.
    package func identityAssertion(
        _ token: UnverifiedToken, issuer: String, clientID: String, keys: JSONWebKeySet, at now: Timestamp
    ) -> Verdict<IdentityAssertion> {
        IdentityAssertionJudge(rules: self, issuer: issuer, clientID: clientID).judge(token, keys: keys, at: now)
    }
}
