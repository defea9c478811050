package import OAuth

/// A signer whose private key can be kept and read again.
package protocol StorableSigner: Signer {
    /// Reads a private key.
    /// - Throws: when the bytes are not the `privateRepresentation` of a key of this kind.
    init(privateRepresentation: Secret) throws

    /// Makes a new key.
    static func generate() async throws -> Self

    /// The private key, for storage under encryption.
    var privateRepresentation: Secret { get }
}

/// Makes and reads the signer of an algorithm.
package enum SigningKeyPair {
    /// Makes a new key.
    package static func generate(_ algorithm: SignatureAlgorithm) async throws -> any StorableSigner {
        try await kind(algorithm).generate()
    }

    /// Reads a private key that was kept.
    package static func read(
        _ algorithm: SignatureAlgorithm, privateRepresentation: Secret
    ) throws -> any StorableSigner {
        try kind(algorithm).init(privateRepresentation: privateRepresentation)
    }

    private static func kind(_ algorithm: SignatureAlgorithm) -> any StorableSigner.Type {
        switch algorithm {
        case .rs256: RSASigner.self
        case .es256: ES256Signer.self
        case .edDSA: EdDSASigner.self
        }
    }
}
