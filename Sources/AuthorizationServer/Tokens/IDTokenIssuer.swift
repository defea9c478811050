internal import Crypto
internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Makes ID tokens (OpenID Connect Core 1.0 §2).
struct IDTokenIssuer: Sendable {
    let configuration: AuthorizationServerConfiguration
    let signingKeys: SigningKeys
    let users: any UserStore
    let clock: any WallClock

    /// - Parameter nonce: from the authorization request; an ID token of a refresh has none (§12.2).
    func issue(
        for grant: Grant, scopes: ScopeSet, accessToken: Secret, nonce: String?
    ) async throws(OAuthError) -> Secret {
        let now = clock.now().seconds
        var claims: JSONObject = [
            "iss": .string(configuration.issuer.text), "sub": .string(grant.subject), "aud": .string(grant.clientID),
            "iat": .integer(now), "exp": .integer(now + configuration.lifetimes.accessToken),
            "auth_time": .integer(grant.authenticatedAt.seconds), "sid": .string(grant.id),
        ]
        claims["nonce"] = nonce.map(JSONValue.string)
        claims["org_id"] = grant.organizationID.map(JSONValue.string)
        do {
            if let user = try await users.user(id: grant.subject) {
                for (name, value) in UserClaims(user, scopes: scopes).json.members { claims[name] = value }
            }
            let signer = try await signingKeys.signer()
            claims["at_hash"] = .string(IDTokenIssuer.hash(of: accessToken, for: signer.publicKey.algorithm))
            return try await signer.token(type: "JWT", claims: claims)
        } catch let error as StorageError {
            throw .unavailable(error)
        } catch {
            throw OAuthError(.serverError, "The token could not be signed", detail: "\(error)")
        }
    }

    /// The left half of the access token's hash, by the hash of the signature algorithm (§3.1.3.6). For EdDSA with
    /// Ed25519 that is SHA-512.
    static func hash(of token: Secret, for algorithm: SignatureAlgorithm) -> String {
        token.withBytes { bytes in
            let data = UnsafeRawBufferPointer(bytes)
            switch algorithm {
            case .rs256, .es256: return Base64.encode(Array(SHA256.hash(data: data)).prefix(16), .url)
            case .edDSA: return Base64.encode(Array(SHA512.hash(data: data)).prefix(32), .url)
            }
        }
    }
}
