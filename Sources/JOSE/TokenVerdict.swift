/// What a verifier makes of a token.
package enum TokenVerdict: Sendable {
    /// It is good.
    case accepted(ValidatedToken)
    /// It is bad, and no other verifier may think otherwise.
    case rejected(TokenRejection)
    /// This verifier cannot tell.
    case cannotJudge(TokenUncertainty)
}

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
    case wrongAudience = "wrong_audience"
    case malformedClaim = "malformed_claim"
}

/// Why a verifier cannot tell.
package enum TokenUncertainty: Sendable, Hashable {
    case unknownIssuer
    case unknownKey
    /// The issuer's keys could not be had.
    case keysUnavailable
}
