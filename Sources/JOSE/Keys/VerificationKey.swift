package import Crypto
package import CryptoExtras

/// A public key that signatures are checked with. Its kind decides the one algorithm that fits it (RFC 8725 §3.1).
package enum VerificationKey: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)

    package var algorithm: SignatureAlgorithm {
        switch self {
        case .rsa: .rs256
        case .p256: .es256
        case .ed25519: .edDSA
        }
    }

    /// Whether the signature over these bytes was made with the private half of this key.
    package func isValid(signature: [UInt8], over bytes: some Collection<UInt8>) -> Bool {
        let signed = Array(bytes)
        switch self {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed),
                padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: signed))
        case .ed25519(let key):
            return key.isValidSignature(signature, for: signed)
        }
    }
}
