internal import Crypto
package import JSON
package import OAuth

/// The answer to a rotation, kept for a client that did not get it: encrypted under a key that is derived from the
/// presented refresh token. The store has only that token's hash, so it alone cannot open the answer.
package enum KeptAnswer {
    package static func seal(
        _ answer: JSONValue, under token: Secret, random: any RandomSource
    ) throws(OAuthError) -> [UInt8] {
        do {
            let nonce = try AES.GCM.Nonce(data: random.bytes(12))
            let box = try AES.GCM.seal(answer.serialized(), using: key(of: token), nonce: nonce)
            return Array(nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw OAuthError(.serverError, "The answer could not be made", detail: "\(error)")
        }
    }

    package static func open(_ bytes: [UInt8], under token: Secret) throws(OAuthError) -> JSONValue {
        do {
            let box = try AES.GCM.SealedBox(combined: bytes)
            return try JSONParser.parse(AES.GCM.open(box, using: key(of: token)))
        } catch {
            throw OAuthError(.serverError, "The answer could not be given again", detail: "\(error)")
        }
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
