internal import Crypto
internal import CryptoExtras
package import OAuth

extension SigningKeyPair {
    /// Why a PEM text is no private key that can sign here.
    package struct PEMError: Error, Sendable {
        package var reason: String
    }

    /// Reads a private key from PEM (RFC 7468): RSA of at least 2048 bits (PKCS #1 or PKCS #8), P-256 (SEC 1 or PKCS #8) or
    /// Ed25519 (PKCS #8). The kind of key decides the algorithm.
    package static func read(pem: Secret) throws(PEMError) -> any StorableSigner {
        let text = pem.revealed()  // the readers of swift-crypto take text
        if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) {
            guard key.keySizeInBits >= 2048 else { throw PEMError(reason: "RSA keys need at least 2048 bits") }
            return try signer(.rs256, Secret(key.derRepresentation))
        }
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: text) {
            return try signer(.es256, Secret(key.rawRepresentation))
        }
        if let seed = ed25519Seed(text) { return try signer(.edDSA, seed) }
        throw PEMError(reason: "it is not an unencrypted private key in PEM form for RSA, P-256 or Ed25519")
    }

    private static func signer(
        _ algorithm: SignatureAlgorithm, _ key: Secret
    ) throws(PEMError) -> any StorableSigner {
        do { return try read(algorithm, privateRepresentation: key) } catch {
            throw PEMError(reason: "the key cannot be used")
        }
    }

    /// The 32 bytes of an Ed25519 key, which PKCS #8 always wraps in the same bytes (RFC 8410 §7).
    private static func ed25519Seed(_ text: String) -> Secret? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
        guard let begin = lines.firstIndex(of: "-----BEGINPRIVATEKEY-----"),
            let end = lines.firstIndex(of: "-----ENDPRIVATEKEY-----"), begin < end,
            let bytes = Base64.decode(lines[(begin + 1)..<end].joined().utf8, .standard)
        else { return nil }
        let wrapping: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        guard bytes.count == wrapping.count + 32, bytes.starts(with: wrapping) else { return nil }
        return Secret(bytes.dropFirst(wrapping.count))
    }
}
