import OAuth

extension CheckID {
    package static let wrongAudience = CheckID(rawValue: "wrong-audience")
    package static let expiredToken = CheckID(rawValue: "expired-token")
    package static let badSignature = CheckID(rawValue: "bad-signature")
    package static let algNone = CheckID(rawValue: "alg-none")
    package static let tokenInQuery = CheckID(rawValue: "token-in-query")
}

/// Whether bad tokens are found out.
enum VerificationChecks {
    static let all = [
        Check(
            .wrongAudience, in: .verification, "A token for another resource is refused",
            rule: "A token whose audience is not this resource is answered with 401 and invalid_token.",
            source: "RFC 8707 §2, RFC 9068 §4, MCP 2025-06-18 and later",
            advice: "Compare the token's aud with this server's own resource URL and answer 401 invalid_token when it "
                + "is not in there.",
            judge: { context async throws(Skip) in try await refused(context.wrongAudience(), by: context) }),
        Check(
            .expiredToken, in: .verification, "An expired token is refused",
            rule: "A token whose exp has passed is answered with 401 and invalid_token.",
            source: "RFC 7519 §4.1.4, RFC 6750 §3.1",
            advice: "Require exp in every token and answer 401 invalid_token, not 403 or 400, once it has passed.",
            judge: { context async throws(Skip) in try await refused(context.expired(), by: context) }),
        Check(
            .badSignature, in: .verification, "A token with a bad signature is refused",
            rule: "A token whose signature does not verify is answered with 401 and invalid_token.",
            source: "RFC 7515 §5.2, RFC 8725 §3.3",
            advice: "Verify the signature of every token with the key of the issuer's JWKS that its kid names, before "
                + "any claim is believed.",
            judge: { context async throws(Skip) in try await refused(context.badlySigned(), by: context) }),
        Check(
            .algNone, in: .verification, "An unsigned token (alg: none) is refused",
            rule: "A token whose alg is none is answered with 401 and invalid_token.",
            source: "RFC 8725 §3.1 and §3.2",
            advice: "Take the algorithm from a list of allowed ones that never has none, not from the token's header.",
            judge: { context async throws(Skip) in try await refused(context.unsigned(), by: context) }),
        Check(
            .tokenInQuery, in: .verification, "A token in the query is refused",
            rule: "A token in the query of the URL is not taken: the answer is 400 or 401.",
            source: "RFC 6750 §2.3, MCP 2025-03-26 and later (Access Token Usage)",
            advice: "Read tokens from the Authorization header only and answer 400 invalid_request to an access_token "
                + "in the query.",
            judge: tokenInQuery),
    ]

    private static func refused(_ bad: BadToken, by context: SmokeContext) async -> Finding {
        let reply = await context.probe(bearer: bad.token)
        // A server that never says invalid_token fails the check for that, and only that one.
        let saysInvalidToken = await context.garbageToken().bearerChallenge?.saysInvalidToken ?? false
        let expected = saysInvalidToken ? "401 with error=\"invalid_token\"" : "401"
        guard reply.status == 401, !saysInvalidToken || reply.bearerChallenge?.saysInvalidToken == true else {
            return .failed(expected: "\(expected) (\(bad.origin))", got: reply.summary)
        }
        return .passed(note: bad.origin)
    }

    @Sendable private static func tokenInQuery(_ context: SmokeContext) async throws(Skip) -> Finding {
        let stranger = await context.withoutToken()
        guard stranger.status == 401 else {
            throw .unmet(.noToken, "without a token the server does not answer 401")
        }
        let probe = await context.queryToken()
        let reply = await context.probe(query: probe.token)
        guard reply.status == 400 || reply.status == 401 else {
            return .failed(expected: "400 or 401 (\(probe.origin))", got: reply.summary)
        }
        return .passed(note: probe.origin)
    }
}
