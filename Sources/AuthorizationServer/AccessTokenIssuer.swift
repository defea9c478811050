internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Makes access tokens of the form that RFC 9068 §2 gives them.
struct AccessTokenIssuer: Sendable {
    /// What one token says.
    struct Grant {
        var subject: String
        var clientID: String
        var audience: String
        var scopes: ScopeSet
        var organizationID: String?
    }

    let configuration: AuthorizationServerConfiguration
    let signingKeys: SigningKeys
    let clock: any WallClock
    let identifiers: IdentifierGenerator

    func issue(_ grant: Grant) async throws(OAuthError) -> TokenResponse {
        let now = clock.now().seconds
        var claims: JSONObject = [
            "iss": .string(configuration.issuer.text), "sub": .string(grant.subject), "aud": .string(grant.audience),
            "client_id": .string(grant.clientID),
        ]
        if !grant.scopes.isEmpty { claims["scope"] = .string(grant.scopes.parameter) }
        claims["org_id"] = grant.organizationID.map(JSONValue.string)
        claims["iat"] = .integer(now)
        claims["exp"] = .integer(now + configuration.accessTokenLifetime)
        claims["jti"] = .string(identifiers.next("token_"))
        do {
            let token = try await signingKeys.signer().token(type: "at+jwt", claims: claims)
            return TokenResponse(
                accessToken: token, expiresIn: configuration.accessTokenLifetime, scope: grant.scopes)
        } catch let error as StorageError {
            throw OAuthError(.temporarilyUnavailable, "Try again later", detail: error.detail)
        } catch {
            throw OAuthError(.serverError, "The token could not be signed", detail: "\(error)")
        }
    }
}
