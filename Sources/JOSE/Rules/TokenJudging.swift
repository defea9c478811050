package import JSON
package import OAuth

/// What a JWT of one kind must be to be accepted.
///
/// A kind says what its header and its claims must be; that the header is judged first, then the signature, and the
/// claims last, is the same for all (RFC 8725 §3).
package protocol TokenJudging: Sendable {
    /// What is learned from a good token.
    associatedtype Accepted: Sendable

    /// The one issuer, byte for byte.
    var issuer: String { get }
    var algorithms: Set<SignatureAlgorithm> { get }
    /// Seconds by which clocks may differ.
    var leeway: Int64 { get }

    /// Whether a token with this `typ`, or with none, may be of the kind (RFC 8725 §3.11).
    func permits(type: JSONValue?) -> Bool

    /// Judges the claims of a token that is otherwise good.
    func accept(_ claims: SignedClaims) throws(TokenFault) -> Accepted
}

extension TokenJudging {
    /// Judges a token by the issuer's keys, which the caller has looked up.
    ///
    /// The header is judged first, so that a token that could never be good costs no signature check.
    package func judge(_ token: UnverifiedToken, keys: JSONWebKeySet, at now: Timestamp) -> Verdict<Accepted> {
        do throws(TokenFault) {
            try checkHeader(of: token)
            try token.checkSignature(keys: keys)
            return .accepted(
                try accept(SignedClaims(issuer: issuer, values: token.claims, now: now.seconds, leeway: leeway)))
        } catch {
            return Verdict(error)
        }
    }

    /// What the header and the issuer already decide, before any key is looked up; `nil` when they are good.
    package func judgeHeader(of token: UnverifiedToken) -> Verdict<Accepted>? {
        do throws(TokenFault) {
            try checkHeader(of: token)
            return nil
        } catch {
            return Verdict(error)
        }
    }

    private func checkHeader(of token: UnverifiedToken) throws(TokenFault) {
        guard let issuer = token.claimedIssuer, issuer.utf8.elementsEqual(self.issuer.utf8) else {
            throw .cannotJudge(.unknownIssuer)
        }
        // RFC 7515 §4.1.11: no extension is understood here, so none may be critical.
        guard token.header["crit"] == nil else { throw .rejected(.criticalHeader) }
        guard let name = token.algorithmName, let algorithm = SignatureAlgorithm(rawValue: name),
            algorithms.contains(algorithm)
        else { throw .rejected(.algorithmNotAllowed) }
        guard permits(type: token.header["typ"]) else { throw .rejected(.wrongType) }
    }

    /// Whether the `typ` is one of these, in any case and with `application/` or without (RFC 7515 §4.1.9).
    /// - Parameter names: in lower case.
    func isType(_ type: JSONValue, among names: [String]) -> Bool {
        guard let text = type.string else { return false }
        // Byte by byte: Unicode has other letters whose lower case is one of ASCII.
        let lowercased = text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        let prefix = "application/".utf8
        let name = lowercased.starts(with: prefix) ? lowercased.dropFirst(prefix.count) : lowercased[...]
        return names.contains { name.elementsEqual($0.utf8) }
    }
}

extension UnverifiedToken {
    /// Checks that one of these keys made the signature (RFC 7515 §5.2), each with the one algorithm that fits it.
    fileprivate func checkSignature(keys: JSONWebKeySet) throws(TokenFault) {
        let candidates = keys.candidates(keyID: keyID)
        guard !candidates.isEmpty else { throw .cannotJudge(.unknownKey) }
        let fitting = candidates.filter { $0.algorithm.rawValue == algorithmName }
        guard !fitting.isEmpty else { throw .rejected(.algorithmDoesNotFitKey) }
        guard fitting.contains(where: { $0.key.isValid(signature: signature, over: signedBytes) }) else {
            throw .rejected(.badSignature)
        }
    }
}
