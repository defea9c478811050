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
    /// From this moment it signs, until another one does; it is published as soon as it is kept.
    package var activeFrom: Timestamp

    package init(
        keyID: String, algorithm: String, material: Material, createdAt: Timestamp, activeFrom: Timestamp? = nil
    ) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.material = material
        self.createdAt = createdAt
        self.activeFrom = activeFrom ?? createdAt
    }
}

/// Keeps signing keys.
package protocol SigningKeyStore: Sendable {
    /// All keys of an algorithm, by `activeFrom`, oldest first; of one moment in the order in which they were added.
    func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord]

    /// Adds the first key of its algorithm; when there is one already, nothing changes.
    /// - Returns: the first key: of two callers who race, both get the winner's.
    func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord

    /// Adds the next key of its algorithm, if the newest one is still the one named and the next one signs no earlier:
    /// of several callers who rotate one key, one adds its successor.
    /// - Returns: all keys of the algorithm, oldest first.
    func insert(
        _ key: SigningKeyRecord, following newest: String
    ) async throws(StorageError) -> [SigningKeyRecord]

    /// Removes keys that no living token was signed with.
    func deleteSigningKeys(ids: [String]) async throws(StorageError)
}
