internal import Crypto
package import OAuth

/// Signs with EdDSA on the curve Ed25519 (RFC 8037 §3.1). A signature takes some ten microseconds, less than a change of
/// threads is worth.
package struct EdDSASigner: StorableSigner {
    package let publicKey: JSONWebKey
    private let key: Curve25519.Signing.PrivateKey

    private init(_ key: Curve25519.Signing.PrivateKey) throws {
        self.key = key
        publicKey = try JSONWebKey(.ed25519(key.publicKey))
    }

    /// Reads a private key from its 32 bytes (RFC 8032 §5.1.5).
    package init(privateRepresentation: Secret) throws {
        try self.init(
            privateRepresentation.withBytes { bytes throws in
                try Curve25519.Signing.PrivateKey(rawRepresentation: UnsafeRawBufferPointer(bytes))
            })
    }

    package static func generate() async throws -> EdDSASigner { try EdDSASigner(Curve25519.Signing.PrivateKey()) }

    /// The private key's 32 bytes.
    package var privateRepresentation: Secret { Secret(key.rawRepresentation) }

    /// - Returns: 64 bytes.
    package func sign(_ bytes: [UInt8]) async throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}
