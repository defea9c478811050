internal import JOSE
internal import OAuth

/// What a route's verifiers make of a token.
enum CallerVerdict: Sendable {
    case accepted(Caller)
    /// Every verifier answered, and none takes it.
    case rejected
    /// None took it, and at least one could not be asked: no verdict (RFC 9110 §15.6.4, not a challenge).
    case unavailable
}

/// Asks a route's verifiers about a token: what is ours by its prefix first, then the JWT verifier.
struct CallerVerifier: Sendable {
    let jwt: JWTVerifier
    let apiKeys: (any APIKeyVerifier)?
    let clock: any WallClock

    init(route: GatewayRoute, clock: any WallClock) {
        jwt = route.jwt
        apiKeys = route.apiKeys
        self.clock = clock
    }

    /// The verdict, when it can be had without waiting for anything.
    /// - Parameter isBearer: the scheme; JWTs come under `Bearer` only.
    func immediateVerdict(on token: Secret, isBearer: Bool) -> CallerVerdict? {
        guard !isAPIKey(token) else { return nil }
        guard isBearer else { return .rejected }
        guard let unverified = token.withBytes({ UnverifiedToken(compact: $0) }) else { return .rejected }
        if let verdict = jwt.rules.judgeHeader(of: unverified) { return self.verdict(verdict) }
        guard let keys = jwt.keys.current, !keys.candidates(keyID: unverified.keyID).isEmpty else { return nil }
        return verdict(jwt.rules.judge(unverified, keys: keys, at: clock.now()))
    }

    /// The verdict, after a look-up or a fetch of keys.
    func verdict(on token: Secret) async -> CallerVerdict {
        if let apiKeys, isAPIKey(token) { return await verdict(onAPIKey: token, apiKeys) }
        guard let unverified = token.withBytes({ UnverifiedToken(compact: $0) }) else { return .rejected }
        return verdict(await jwt.rules.judge(unverified, keys: jwt.keys, clock: clock))
    }

    /// Whether the caller's token was revoked, as it may be after it was judged.
    func isRevoked(_ caller: Caller) -> Bool { jwt.revocations?.isRevoked(anyOf: caller.revocationIDs) ?? false }

    private func isAPIKey(_ token: Secret) -> Bool {
        guard let prefix = apiKeys?.prefix else { return false }
        return token.withBytes { $0.starts(with: prefix.utf8) }
    }

    private func verdict(_ verdict: TokenVerdict) -> CallerVerdict {
        switch verdict {
        case .accepted(let token):
            let caller = Caller(
                source: .oauthLocal, subject: token.subject ?? "", issuer: token.issuer,
                account: token.string("org_id"), scopes: token.scopes,
                expiresAt: token.expiresAt.adding(seconds: jwt.rules.leeway),
                revocationIDs: token.revocationIDs)
            return isRevoked(caller) ? .rejected : .accepted(caller)
        case .cannotJudge(.keysUnavailable): return .unavailable
        case .rejected, .cannotJudge: return .rejected
        }
    }

    private func verdict(onAPIKey key: Secret, _ verifier: any APIKeyVerifier) async -> CallerVerdict {
        do {
            guard let holder = try await verifier.verify(key) else { return .rejected }
            return .accepted(
                Caller(
                    source: .apiKey, subject: holder.subject, issuer: nil, account: holder.account,
                    scopes: holder.scopes, expiresAt: holder.expiresAt ?? Timestamp(milliseconds: .max)))
        } catch {
            return .unavailable
        }
    }
}
