package import OAuth

/// Where a verifier gets an issuer's keys.
package protocol KeySource: Sendable {
    /// The keys that can be had at once, without waiting; `nil` when a fetch is due first.
    var current: JSONWebKeySet? { get }

    /// The keys, fetched when there are none or when none has this `kid` and a fetch is permitted.
    /// - Returns: `nil` when they cannot be had.
    func keys(keyID: String?) async -> JSONWebKeySet?

    /// Why the keys could not be had when they were last asked for, for the log; `nil` when they could.
    var lastFailure: String? { get }
}

extension KeySource {
    /// Keys at hand do not fail.
    package var lastFailure: String? { nil }
}

extension TokenJudging {
    /// Judges a token, waiting for the issuer's keys when they must be fetched.
    package func judge(
        _ token: UnverifiedToken, keys source: some KeySource, clock: any WallClock
    ) async -> Verdict<Accepted> {
        if let verdict = judgeHeader(of: token) { return verdict }
        guard let keys = await source.keys(keyID: token.keyID) else { return .cannotJudge(.keysUnavailable) }
        return judge(token, keys: keys, at: clock.now())
    }
}
