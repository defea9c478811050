package import OAuth

/// A private signing key at rest.
package struct SigningKeyRecord: Sendable, Equatable {
    /// How the private key is kept.
    package enum Material: Sendable, Equatable {
        /// In clear, where no encryption key is configured.
        case plain(Secret)
        /// Under a data key, itself under the key-encryption key of that identifier.
        case sealed(keyEncryptionKeyID: String, wrappedDataKey: [UInt8], ciphertext: [UInt8])
    }

    /// The `kid`.
    package var keyID: String
    /// The JWS algorithm (`RS256`).
    package var algorithm: String
    package var material: Material
    package var createdAt: Timestamp

    package init(keyID: String, algorithm: String, material: Material, createdAt: Timestamp) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.material = material
        self.createdAt = createdAt
    }
}

/// Keeps signing keys.
package protocol SigningKeyStore: Sendable {
    /// All keys of an algorithm, oldest first.
    func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord]

    /// Adds the first key of its algorithm; when there is one already, nothing changes.
    /// - Returns: the first key: of two callers who race, both get the winner's.
    func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord
}
