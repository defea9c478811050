internal import Crypto
internal import OAuth
internal import Storage

/// The authorization code grant (RFC 6749 §4.1.3) with PKCE (RFC 7636 §4.5).
struct AuthorizationCodeGrant: Sendable {
    let context: GrantContext
    let codes: any AuthorizationCodeStore

    func tokens(
        for client: Client, code: Secret, redirectURI: String?, codeVerifier: Secret?, resources: [String]
    ) async throws(OAuthError) -> IssuedTokens {
        let hash = SecretHash(code)
        let now = context.clock.now()
        guard let found = try await stored({ try await codes.authorizationCode(hash: hash, at: now) }) else {
            throw OAuthError(.invalidGrant, "The code is unknown or has expired")
        }
        try check(found, client: client, redirectURI: redirectURI, codeVerifier: codeVerifier)
        try context.audiences.check(resources, against: found.grant.audience, of: client)

        let refresh = context.newRefreshToken()
        // The tokens are made before the code is used up, so that a failure leaves the code as it was.
        let response = try await context.tokens(
            of: found.grant, scopes: found.grant.scopes,
            refreshToken: found.grant.allowsRefresh ? refresh.token : nil, nonce: found.grant.nonce)
        let revokedUntil = context.revokedUntil
        let redemption = try await stored {
            try await codes.redeem(
                codeHash: hash, clientID: client.clientID, refreshToken: refresh.kept, at: now,
                revokedUntil: revokedUntil)
        }
        switch redemption {
        case .redeemed(let code):
            return IssuedTokens(
                response: response, subject: code.grant.subject, audience: code.grant.audience,
                grantID: code.grant.id)
        case .reused(let grantID):
            await context.recordReuse(of: "code", grantID: grantID, client: client)
            throw OAuthError(.invalidGrant, "The code was used before; what it gave is revoked")
        case .unknown: throw OAuthError(.invalidGrant, "The code is unknown or has expired")
        }
    }

    private func check(
        _ code: AuthorizationCode, client: Client, redirectURI: String?, codeVerifier: Secret?
    ) throws(OAuthError) {
        guard code.grant.clientID.utf8.elementsEqual(client.clientID.utf8) else {
            throw OAuthError(.invalidGrant, "The code was issued to another client")
        }
        // OAuth 2.1 §4.1.3 no longer asks for it; who sends it must send the same one (RFC 6749 §4.1.3).
        if let redirectURI, !redirectURI.utf8.elementsEqual(code.redirectURI.utf8) {
            throw OAuthError(.invalidGrant, "redirect_uri differs from the one of the authorization request")
        }
        guard let codeVerifier else { throw OAuthError(.invalidGrant, "code_verifier is missing") }
        guard codeVerifier.withBytes({ PKCE.isCodeVerifier(String(decoding: $0, as: UTF8.self)) }) else {
            throw OAuthError(.invalidGrant, "code_verifier must have 43 to 128 unreserved characters")
        }
        let challenge = codeVerifier.withBytes { bytes in
            Base64.encode(Array(SHA256.hash(data: UnsafeRawBufferPointer(bytes))), .url)
        }
        guard constantTimeEqual(Array(challenge.utf8), Array(code.codeChallenge.utf8)) else {
            throw OAuthError(.invalidGrant, "code_verifier does not match the code_challenge")
        }
    }
}
