internal import OAuth
internal import Storage

/// The device authorization grant's poll (RFC 8628 §3.4, §3.5).
struct DeviceCodeGrant: Sendable {
    let context: GrantContext
    let devices: any DeviceAuthorizationStore

    func tokens(
        for client: Client, deviceCode: Secret, resources: [String]
    ) async throws(OAuthError) -> IssuedTokens {
        let hash = SecretHash(deviceCode)
        let now = context.clock.now()
        let waiting = try await stored {
            try await devices.waitingDevice(deviceCodeHash: hash, clientID: client.clientID, at: now)
        }
        if let waiting, waiting.authorization.isForSession {
            throw OAuthError(.invalidGrant, "The device code is unknown or was used")
        }
        if let waiting { try context.audiences.check(resources, against: waiting.authorization.audience, of: client) }
        // The tokens are made before the code is used up, so that a failure leaves the approval as it was.
        var made: (response: TokenResponse, refresh: NewRefreshToken)?
        if let grant = waiting?.approved {
            let refresh = context.newRefreshToken()
            let response = try await context.tokens(
                of: grant, scopes: grant.scopes, refreshToken: grant.allowsRefresh ? refresh.token : nil, nonce: nil)
            made = (response, refresh.kept)
        }
        let refreshToken = made?.refresh
        let poll = try await stored {
            try await devices.poll(
                deviceCodeHash: hash, clientID: client.clientID, refreshToken: refreshToken, at: now)
        }
        switch poll {
        case .approved(let grant):
            guard let made else {
                throw OAuthError(.serverError, "The approval was used up before its tokens were made")
            }
            return IssuedTokens(
                response: made.response, subject: grant.subject, audience: grant.audience, grantID: grant.id)
        case .pending: throw OAuthError(.authorizationPending, "Nobody has decided yet; ask again after the interval")
        case .slowDown: throw OAuthError(.slowDown, "That was too early; wait 5 seconds longer from now on")
        case .denied: throw OAuthError(.accessDenied, "The request was denied")
        case .expired: throw OAuthError(.expiredToken, "The device code has expired; begin again")
        case .unknown: throw OAuthError(.invalidGrant, "The device code is unknown or was used")
        }
    }
}
