internal import Crypto
internal import CryptoExtras
package import OAuth

/// Signs with RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
///
/// swift-crypto makes keys, reads and checks them; libcrypto signs. It is given only what swift-crypto wrote, so that both
/// have the same key and libcrypto's reader sees no other bytes.
package struct RSASigner: StorableSigner {
    package let publicKey: JSONWebKey
    /// The private key in DER (RFC 8017 §A.1.2).
    package let privateRepresentation: Secret
    private let key: LibcryptoRSA

    private init(_ key: _RSA.Signing.PrivateKey) throws {
        publicKey = try JSONWebKey(.rsa(key.publicKey))
        privateRepresentation = Secret(key.derRepresentation)
        self.key = try LibcryptoRSA(der: privateRepresentation)
    }

    /// Reads a private key from its DER form: PKCS #1 (RFC 8017 §A.1.2) or PKCS #8 (RFC 5208 §5).
    package init(privateRepresentation: Secret) throws {
        let key = try privateRepresentation.withBytes { bytes throws in
            try _RSA.Signing.PrivateKey(derRepresentation: Array(bytes))
        }
        // swift-crypto ignores what follows the key.
        let forms = [key.derRepresentation, key.pkcs8DERRepresentation].map { Secret($0) }
        guard forms.contains(privateRepresentation) else { throw CryptoKitError.incorrectParameterSize }
        try self.init(key)
    }

    /// Makes a new key of 2048 bits, which takes from some tens to some hundreds of milliseconds of one core.
    @concurrent
    package static func generate() async throws -> RSASigner {
        try RSASigner(_RSA.Signing.PrivateKey(keySize: .bits2048))
    }

    @concurrent
    package func sign(_ bytes: [UInt8]) async throws -> [UInt8] { try key.sign(bytes) }
}
