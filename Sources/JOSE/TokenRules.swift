package import OAuth
internal import JSON

/// What a token must be to be accepted (RFC 8725, RFC 9068 §4).
package struct TokenRules: Sendable {
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

    /// Judges a token by the issuer's keys, which the caller has looked up.
    ///
    /// The header is judged first, so that a token that could never be good costs no signature check.
    package func judge(_ token: UnverifiedToken, keys: JSONWebKeySet, at now: Timestamp) -> TokenVerdict {
        if let verdict = judgeHeader(of: token) { return verdict }
        let candidates = keys.candidates(keyID: token.keyID)
        guard !candidates.isEmpty else { return .cannotJudge(.unknownKey) }
        let fitting = candidates.filter { $0.algorithm.rawValue == token.algorithmName }
        guard !fitting.isEmpty else { return .rejected(.algorithmDoesNotFitKey) }
        guard fitting.contains(where: { $0.key.isValid(signature: token.signature, over: token.signedBytes) }) else {
            return .rejected(.badSignature)
        }
        return judgeClaims(of: token, at: now)
    }

    /// What the header and the issuer already decide, before any key is looked up.
    package func judgeHeader(of token: UnverifiedToken) -> TokenVerdict? {
        guard let issuer = token.claimedIssuer, issuer.utf8.elementsEqual(self.issuer.utf8) else {
            return .cannotJudge(.unknownIssuer)
        }
        // RFC 7515 §4.1.11: no extension is understood here, so none may be critical.
        guard token.header["crit"] == nil else { return .rejected(.criticalHeader) }
        guard let name = token.algorithmName, let algorithm = SignatureAlgorithm(rawValue: name),
            algorithms.contains(algorithm)
        else { return .rejected(.algorithmNotAllowed) }
        guard isAccessTokenType(token.header["typ"]) else { return .rejected(.wrongType) }
        return nil
    }

    /// RFC 9068 §2.1 gives access tokens `at+jwt`; older servers write `JWT` or nothing.
    private func isAccessTokenType(_ type: JSONValue?) -> Bool {
        guard let type else { return true }
        guard let name = type.string?.lowercased() else { return false }
        return ["at+jwt", "application/at+jwt", "jwt", "application/jwt"].contains(name)
    }

    private func judgeClaims(of token: UnverifiedToken, at now: Timestamp) -> TokenVerdict {
        let claims = token.claims
        guard let expiry = claims["exp"] else { return .rejected(.noExpiry) }
        guard let expiresAt = TokenRules.seconds(expiry) else { return .rejected(.malformedClaim) }
        guard now.seconds - leeway < expiresAt else { return .rejected(.expired) }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard let moment = TokenRules.seconds(claim) else { return .rejected(.malformedClaim) }
            guard moment <= now.seconds + leeway else { return .rejected(.notYetValid) }
        }
        guard let audience = TokenRules.audience(claims["aud"]) else { return .rejected(.wrongAudience) }
        guard audience.contains(where: { one in audiences.contains { $0.utf8.elementsEqual(one.utf8) } }) else {
            return .rejected(.wrongAudience)
        }
        guard let scopes = TokenRules.scopes(claims) else { return .rejected(.malformedClaim) }
        if let subject = claims["sub"], subject.string == nil { return .rejected(.malformedClaim) }
        return .accepted(
            ValidatedToken(
                issuer: issuer, subject: claims["sub"]?.string, expiresAt: Timestamp(seconds: expiresAt),
                scopes: scopes, claims: claims))
    }

    /// A NumericDate (RFC 7519 §2), which may have a fraction, within the years that a clock can show.
    private static func seconds(_ value: JSONValue) -> Int64? {
        let number: Double
        switch value {
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        default: return nil
        }
        guard (0...253_402_300_799).contains(number) else { return nil }
        return Int64(number)
    }

    /// RFC 7519 §4.1.3: one string, or an array of them.
    private static func audience(_ value: JSONValue?) -> [String]? {
        if let one = value?.string { return [one] }
        return value?.strings
    }

    private static func scopes(_ claims: JSONObject) -> ScopeSet? {
        if let scope = claims["scope"] { return scope.string.flatMap(ScopeSet.init(parameter:)) }
        guard let scp = claims["scp"] else { return ScopeSet.none }
        if let text = scp.string { return ScopeSet(parameter: text) }
        return scp.strings.flatMap { ScopeSet(validating: $0) }
    }
}
