/// What a verifier makes of a token; `Accepted` is what it learned from a good one.
package enum Verdict<Accepted: Sendable>: Sendable {
    /// It is good.
    case accepted(Accepted)
    /// It is bad, and no other verifier may think otherwise.
    case rejected(TokenRejection)
    /// This verifier cannot tell.
    case cannotJudge(TokenUncertainty)
}

/// What a verifier makes of an access token.
package typealias TokenVerdict = Verdict<ValidatedToken>

/// Why a token is bad. For the log: a caller is not told which.
package enum TokenRejection: String, Sendable, Hashable {
    case algorithmNotAllowed = "algorithm_not_allowed"
    case algorithmDoesNotFitKey = "algorithm_does_not_fit_key"
    case criticalHeader = "critical_header"
    case wrongType = "wrong_type"
    case badSignature = "bad_signature"
    case expired
    case noExpiry = "no_expiry"
    case notYetValid = "not_yet_valid"
    /// It was made longer ago than its kind may live.
    case tooOld = "too_old"
    /// It expires later than its kind may.
    case livesTooLong = "lives_too_long"
    case wrongAudience = "wrong_audience"
    case wrongSubject = "wrong_subject"
    /// It was made for another client.
    case wrongClient = "wrong_client"
    case missingClaim = "missing_claim"
    case malformedClaim = "malformed_claim"
}

/// Why a verifier cannot tell.
package enum TokenUncertainty: Sendable, Hashable {
    case unknownIssuer
    case unknownKey
    /// The issuer's keys could not be had.
    case keysUnavailable
}

/// What ends a judgement before the token is accepted.
package enum TokenFault: Error, Sendable, Hashable {
    case rejected(TokenRejection)
    case cannotJudge(TokenUncertainty)
}

extension Verdict {
    init(_ fault: TokenFault) {
        switch fault {
        case .rejected(let reason): self = .rejected(reason)
        case .cannotJudge(let reason): self = .cannotJudge(reason)
        }
    }
}
