internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Judges access tokens that this server signed, for its own endpoints.
struct OwnTokens: Sendable {
    let configuration: AuthorizationServerConfiguration
    let signingKeys: SigningKeys
    let revocations: any RevocationStore
    let clock: any WallClock

    /// The token, when this server signed it as an access token and it is neither expired nor revoked. Its audience is
    /// for the caller to judge.
    func valid(_ token: Secret) async throws(OAuthError) -> ValidatedToken? {
        guard let validated = try await genuine(token), validated.expiresAt > clock.now() else { return nil }
        return try await stored { try await revocations.isRevoked(anyOf: validated.revocationIDs) } ? nil : validated
    }

    /// The same, revoked or not, and until verifiers whose clocks differ take it no more either.
    func genuine(_ token: Secret) async throws(OAuthError) -> ValidatedToken? {
        guard let unverified = token.withBytes({ UnverifiedToken(compact: $0) }),
            // An ID token must not pass for an access token (RFC 9068 §4).
            unverified.header["typ"]?.string == "at+jwt"
        else { return nil }
        let keys: JSONWebKeySet
        do { keys = try await signingKeys.verificationKeys(keyID: unverified.keyID) } catch let error as StorageError {
            throw .unavailable(error)
        } catch {
            throw OAuthError(.serverError, "The signing keys are not available", detail: "\(error)")
        }
        let claimed = unverified.claims["aud"].flatMap { $0.string.map { [$0] } ?? $0.strings } ?? []
        let rules = TokenRules(
            issuer: configuration.issuer.text, audiences: claimed, algorithms: Set(SignatureAlgorithm.allCases),
            leeway: 60)
        guard case .accepted(let validated) = rules.judge(unverified, keys: keys, at: clock.now()) else { return nil }
        return validated
    }
}
