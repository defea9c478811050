internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Makes access tokens of the form that RFC 9068 §2 gives them.
struct AccessTokenIssuer: Sendable {
    /// What one token says.
    struct Content: Sendable {
        var subject: String
        var clientID: String
        var audience: String
        var scopes: ScopeSet
        var organizationID: String?
        /// The grant that it comes of: `sid`.
        var grantID: String?
        var authenticatedAt: Timestamp?
        /// Who acts for the subject (RFC 8693 §4.1).
        var actor: JSONValue?
        /// It must not outlive this moment.
        var notAfter: Timestamp?
    }

    /// A token and how long it lives.
    struct Issued: Sendable {
        var token: Secret
        var expiresIn: Int64
    }

    let configuration: AuthorizationServerConfiguration
    let signingKeys: SigningKeys
    let clock: any WallClock
    let identifiers: IdentifierGenerator

    func issue(_ content: Content) async throws(OAuthError) -> Issued {
        let now = clock.now().seconds
        var expiresAt = now + configuration.lifetimes.accessToken
        if let notAfter = content.notAfter { expiresAt = min(expiresAt, notAfter.seconds) }
        var claims: JSONObject = [
            "iss": .string(configuration.issuer.text), "sub": .string(content.subject),
            "aud": .string(content.audience), "client_id": .string(content.clientID),
        ]
        if !content.scopes.isEmpty {
            claims["scope"] = .string(content.scopes.parameter)
            if configuration.hasSCPClaim { claims["scp"] = .strings(content.scopes.values) }
        }
        claims["org_id"] = content.organizationID.map(JSONValue.string)
        claims["sid"] = content.grantID.map(JSONValue.string)
        claims["auth_time"] = content.authenticatedAt.map { .integer($0.seconds) }
        claims["act"] = content.actor
        claims["iat"] = .integer(now)
        claims["exp"] = .integer(expiresAt)
        claims["jti"] = .string(identifiers.next("token_"))
        let token = try await signingKeys.sign(type: "at+jwt", claims)
        return Issued(token: token, expiresIn: expiresAt - now)
    }
}

extension SigningKeys {
    /// A token signed with the key that is active.
    /// - Throws: `temporarily_unavailable` when the keys cannot be read, `server_error` when signing fails.
    nonisolated func sign(type: String, _ claims: JSONObject) async throws(OAuthError) -> Secret {
        do {
            return try await signer().token(type: type, claims: claims)
        } catch let error as StorageError {
            throw .unavailable(error)
        } catch {
            throw OAuthError(.serverError, "The token could not be signed", detail: "\(error)")
        }
    }
}
