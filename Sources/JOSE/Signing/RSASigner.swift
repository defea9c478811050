internal import Crypto
internal import CryptoExtras
package import OAuth

/// Signs with RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
package struct RSASigner: StorableSigner {
    package let publicKey: JSONWebKey
    private let key: _RSA.Signing.PrivateKey

    private init(_ key: _RSA.Signing.PrivateKey) throws {
        self.key = key
        publicKey = try JSONWebKey(.rsa(key.publicKey))
    }

    /// Reads a private key from its DER form (RFC 8017 §A.1.2).
    package init(privateRepresentation: Secret) throws {
        try self.init(
            privateRepresentation.withBytes { bytes throws in
                try _RSA.Signing.PrivateKey(derRepresentation: Array(bytes))
            })
    }

    /// Makes a new key of 2048 bits, which takes from some tens to some hundreds of milliseconds of one core.
    @concurrent
    package static func generate() async throws -> RSASigner {
        try RSASigner(_RSA.Signing.PrivateKey(keySize: .bits2048))
    }

    /// The private key in DER.
    package var privateRepresentation: Secret { Secret(key.derRepresentation) }

    @concurrent
    package func sign(_ bytes: [UInt8]) async throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
}
