internal import Crypto
internal import JSON
internal import OAuth
internal import Storage

/// The refresh token grant (RFC 6749 §6). Tokens of public clients rotate (RFC 9700 §4.14.2): an old one gives the same
/// answer once more within a short grace, for a client that did not get the first, and revokes the grant after it.
struct RefreshTokenGrant: Sendable {
    let context: GrantContext
    let tokens: any RefreshTokenStore

    private static let unknown = OAuthError(.invalidGrant, "The refresh token is unknown, expired or revoked")

    func tokens(
        for client: Client, refreshToken presented: Secret, _ request: TokenRequest
    ) async throws(OAuthError) -> IssuedTokens {
        let hash = SecretHash(presented)
        let now = context.clock.now()
        guard let found = try await stored({ try await tokens.refreshToken(hash: hash, at: now) }),
            found.grant.clientID.utf8.elementsEqual(client.clientID.utf8), !found.grant.isSession
        else { throw RefreshTokenGrant.unknown }
        let grant = found.grant
        // Nothing but the store's verdict matters for a token that had its turn: neither what the request asks for nor
        // what the client has become meanwhile.
        guard !found.isRotated else {
            return try await exchange(presented, hash, grant, answer: nil, client, request)
        }
        let scopes = request.scope ?? grant.scopes
        guard grant.scopes.isSuperset(of: scopes) else {
            throw OAuthError(.invalidScope, "A refresh may narrow the scopes that were granted, and not widen them")
        }
        try context.audiences.check(request.resources, against: grant.audience, of: client)
        guard client.isPublic else {
            let response = try await context.tokens(of: grant, scopes: scopes, refreshToken: presented, nonce: nil)
            return issued(response, grant)
        }
        let refresh = context.newRefreshToken()
        let response = try await context.tokens(of: grant, scopes: scopes, refreshToken: refresh.token, nonce: nil)
        return try await exchange(presented, hash, grant, answer: (response, refresh.kept), client, request)
    }

    /// Presents a token to the store, which decides.
    /// - Parameter answer: what to give, and the successor that is in it; `nil` for a token that was rotated already and
    ///   gets no new one.
    private func exchange(
        _ presented: Secret, _ hash: SecretHash, _ grant: Grant, answer: (TokenResponse, NewRefreshToken)?,
        _ client: Client, _ request: TokenRequest
    ) async throws(OAuthError) -> IssuedTokens {
        let successor = answer?.1 ?? context.newRefreshToken().kept
        var keptAnswer: [UInt8] = []
        if let response = answer?.0 {
            keptAnswer = try KeptAnswer.seal(response.json, under: presented, random: context.random)
        }
        let now = context.clock.now()
        let rotation = RefreshRotation(
            presented: hash,
            successor: RefreshToken(
                hash: successor.hash, grantID: grant.id, expiresAt: successor.expiresAt, createdAt: now),
            keptAnswer: keptAnswer,
            fingerprint: RefreshTokenGrant.fingerprint(client: client, request),
            graceEnds: now.adding(seconds: context.configuration.lifetimes.refreshGrace))
        let revokedUntil = context.revokedUntil
        let outcome = try await stored {
            try await tokens.rotate(rotation, at: now, revokedUntil: revokedUntil)
        }
        switch outcome {
        case .rotated:
            guard let response = answer?.0 else { throw RefreshTokenGrant.unknown }
            var issued = issued(response, grant)
            issued.isRotation = true
            return issued
        case .repeated(let keptAnswer):
            guard let response = TokenResponse(ownAnswer: try KeptAnswer.open(keptAnswer, under: presented)) else {
                throw OAuthError(
                    .serverError, "The answer could not be given again", detail: "the kept answer is malformed")
            }
            return issued(response, grant)
        case .differs:
            throw OAuthError(.invalidGrant, "The refresh token was rotated by a request for another scope or resource")
        case .reused(let grantID):
            await context.recordReuse(of: "refresh_token", grantID: grantID, client: client)
            throw OAuthError(.invalidGrant, "The refresh token was used before; the grant is revoked")
        case .unknown: throw RefreshTokenGrant.unknown
        }
    }

    private func issued(_ response: TokenResponse, _ grant: Grant) -> IssuedTokens {
        IssuedTokens(response: response, subject: grant.subject, audience: grant.audience, grantID: grant.id)
    }

    /// What a repetition must have in common with the request that rotated.
    private static func fingerprint(client: Client, _ request: TokenRequest) -> SecretHash {
        var hash = SHA256()
        for part in [client.clientID, request.scope?.parameter ?? ""] + request.resources {
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return SecretHash(digest: Array(hash.finalize()))
    }
}

extension TokenResponse {
    /// Reads what `json` gave.
    fileprivate init?(ownAnswer json: JSONValue) {
        guard let accessToken = json["access_token"]?.string, case .integer(let expiresIn)? = json["expires_in"],
            let scope = ScopeSet(parameter: json["scope"]?.string ?? "")
        else { return nil }
        self.init(
            accessToken: Secret(accessToken), expiresIn: expiresIn, scope: scope,
            refreshToken: json["refresh_token"]?.string.map { Secret($0) },
            idToken: json["id_token"]?.string.map { Secret($0) })
    }
}
