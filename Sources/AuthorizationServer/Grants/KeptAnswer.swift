internal import Crypto
internal import JSON
internal import OAuth

/// The answer to a rotation, kept for a client that did not get it: encrypted under a key that is derived from the
/// presented refresh token. The store has only that token's hash, so it alone cannot open the answer.
enum KeptAnswer {
    static func seal(
        _ response: TokenResponse, under token: Secret, random: any RandomSource
    ) throws(OAuthError) -> [UInt8] {
        do {
            let nonce = try AES.GCM.Nonce(data: random.bytes(12))
            let box = try AES.GCM.seal(response.json.serialized(), using: key(of: token), nonce: nonce)
            return Array(nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw OAuthError(.serverError, "The answer could not be made", detail: "\(error)")
        }
    }

    static func open(_ bytes: [UInt8], under token: Secret) throws(OAuthError) -> TokenResponse {
        do {
            let box = try AES.GCM.SealedBox(combined: bytes)
            let json = try JSONParser.parse(AES.GCM.open(box, using: key(of: token)))
            if let response = TokenResponse(ownAnswer: json) { return response }
        } catch {
            throw OAuthError(.serverError, "The answer could not be given again", detail: "\(error)")
        }
        throw OAuthError(.serverError, "The answer could not be given again", detail: "the kept answer is malformed")
    }

    /// HKDF-SHA256 (RFC 5869). The token has 256 bits of its own, so no salt is needed.
    private static func key(of token: Secret) -> SymmetricKey {
        token.withBytes { bytes in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), info: Array("claviger kept refresh answer v1".utf8),
                outputByteCount: 32)
        }
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
