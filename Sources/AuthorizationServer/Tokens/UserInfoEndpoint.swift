internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// UserInfo (OpenID Connect Core 1.0 §5.3).
struct UserInfoEndpoint: Sendable {
    let ownTokens: OwnTokens
    let users: any UserStore

    /// - Throws: `invalid_token`, `insufficient_scope` (RFC 6750 §3.1).
    func respond(to token: Secret) async throws(OAuthError) -> JSONValue {
        guard let valid = try await ownTokens.valid(token), let subject = valid.subject else {
            throw OAuthError(.invalidToken, "The access token is not valid here, or not any more")
        }
        guard valid.scopes.contains("openid") else {
            throw OAuthError(.insufficientScope, "The access token needs the scope openid")
        }
        var claims: JSONObject = ["sub": .string(subject)]
        if let user = try await stored({ try await users.user(id: subject) }) {
            for (name, value) in UserClaims(user, scopes: valid.scopes).json.members { claims[name] = value }
        }
        return .object(claims)
    }
}
