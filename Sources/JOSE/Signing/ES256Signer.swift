internal import Crypto
package import OAuth

/// Signs with ES256: ECDSA on the curve P-256 with SHA-256 (RFC 7518 §3.4). A signature takes some ten microseconds,
/// less than a change of threads is worth.
package struct ES256Signer: StorableSigner {
    package let publicKey: JSONWebKey
    private let key: P256.Signing.PrivateKey

    private init(_ key: P256.Signing.PrivateKey) throws {
        self.key = key
        publicKey = try JSONWebKey(.p256(key.publicKey))
    }

    /// Reads a private key from the 32 bytes of its number.
    package init(privateRepresentation: Secret) throws {
        try self.init(
            privateRepresentation.withBytes { bytes throws in
                try P256.Signing.PrivateKey(rawRepresentation: UnsafeRawBufferPointer(bytes))
            })
    }

    package static func generate() async throws -> ES256Signer { try ES256Signer(P256.Signing.PrivateKey()) }

    /// The private key's number, in 32 bytes.
    package var privateRepresentation: Secret { Secret(key.rawRepresentation) }

    /// - Returns: the two numbers of 32 bytes each, not their DER form (RFC 7518 §3.4).
    package func sign(_ bytes: [UInt8]) async throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: bytes)).rawRepresentation)
    }
}
