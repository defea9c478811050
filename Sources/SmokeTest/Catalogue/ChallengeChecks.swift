import OAuth

extension CheckID {
    package static let noToken = CheckID(rawValue: "no-token")
    package static let garbageToken = CheckID(rawValue: "garbage-token")
}

/// What strangers are told: the 401 that a client finds its way from.
enum ChallengeChecks {
    static let all = [
        Check(
            .noToken, in: .challenge, "Without a token: 401 and a challenge that names the metadata",
            rule: "A request without credentials is answered with 401 and a Bearer challenge that has an absolute "
                + "resource_metadata URL and no error parameter.",
            source: "RFC 6750 §3.1, RFC 9728 §5.1",
            advice: "Answer 401 with WWW-Authenticate: Bearer resource_metadata=\"<absolute URL>\" and leave the error "
                + "parameter out when no credentials were sent.",
            judge: noToken),
        Check(
            .garbageToken, in: .challenge, "A token that is no token: 401 and invalid_token",
            rule: "A token that cannot be valid is answered with 401 and a Bearer challenge that has "
                + "error=\"invalid_token\" and an absolute resource_metadata URL.",
            source: "RFC 6750 §3.1, RFC 9728 §5.1",
            advice: "Answer every token that does not verify with 401 and a Bearer challenge that has "
                + "error=\"invalid_token\" and the same resource_metadata as without a token.",
            judge: garbageToken),
    ]

    @Sendable private static func noToken(_ context: SmokeContext) async throws(Skip) -> Finding {
        let expected = "401 with a Bearer challenge: an absolute resource_metadata, no error"
        let reply = await context.withoutToken()
        guard reply.status == 401 else { return .failed(expected: expected, got: reply.summary) }
        guard let challenge = reply.bearerChallenge else { return .failed(expected: expected, got: reply.summary) }
        if let error = challenge.parameters["error"] {
            return .failed(expected: expected, got: "401 with error=\"\(error)\"")
        }
        return metadataFault(challenge, expected: expected) ?? .passed()
    }

    @Sendable private static func garbageToken(_ context: SmokeContext) async throws(Skip) -> Finding {
        let expected = "401 with a Bearer challenge: error=\"invalid_token\", an absolute resource_metadata"
        let reply = await context.garbageToken()
        guard reply.status == 401, let challenge = reply.bearerChallenge,
            challenge.parameters["error"] == BearerChallenge.ErrorCode.invalidToken.rawValue
        else { return .failed(expected: expected, got: reply.summary) }
        return metadataFault(challenge, expected: expected) ?? .passed()
    }

    private static func metadataFault(_ challenge: AuthenticateChallenge, expected: String) -> Finding? {
        guard let url = challenge.parameters["resource_metadata"] else {
            return .failed(expected: expected, got: "401 with a Bearer challenge without resource_metadata")
        }
        guard HTTPURL(url) != nil else {
            return .failed(expected: expected, got: "401 with resource_metadata=\"\(url)\"")
        }
        return nil
    }
}
