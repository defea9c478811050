internal import OAuth
internal import Storage

/// The device authorization grant's poll (RFC 8628 §3.4, §3.5).
struct DeviceCodeGrant: Sendable {
    let context: GrantContext
    let devices: any DeviceAuthorizationStore

    func tokens(
        for client: Client, deviceCode: Secret, resources: [String]
    ) async throws(OAuthError) -> IssuedTokens {
        let refresh = context.newRefreshToken()
        let hash = SecretHash(deviceCode)
        let now = context.clock.now()
        if !resources.isEmpty,
            let waiting = try await stored({
                try await devices.deviceAuthorization(deviceCodeHash: hash, clientID: client.clientID, at: now)
            })
        {
            try context.audiences.check(resources, against: waiting.audience, of: client)
        }
        let poll = try await stored {
            try await devices.poll(
                deviceCodeHash: hash, clientID: client.clientID, refreshToken: refresh.kept, at: now)
        }
        switch poll {
        case .approved(let grant):
            let response = try await context.tokens(
                of: grant, scopes: grant.scopes, refreshToken: grant.allowsRefresh ? refresh.token : nil, nonce: nil)
            return IssuedTokens(
                response: response, subject: grant.subject, audience: grant.audience, grantID: grant.id)
        case .pending: throw OAuthError(.authorizationPending, "Nobody has decided yet; ask again after the interval")
        case .slowDown: throw OAuthError(.slowDown, "That was too early; wait 5 seconds longer from now on")
        case .denied: throw OAuthError(.accessDenied, "The request was denied")
        case .expired: throw OAuthError(.expiredToken, "The device code has expired; begin again")
        case .unknown: throw OAuthError(.invalidGrant, "The device code is unknown or was used")
        }
    }
}
