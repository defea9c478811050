internal import Crypto
package import OAuth

/// A key that encrypts data keys and nothing else.
package struct KeyEncryptionKey: Sendable {
    package let identifier: String
    private let key: SymmetricKey

    /// Derives the key from configured bytes by HKDF-SHA256 (RFC 5869), so that the same bytes used elsewhere give
    /// another key.
    init(identifier: String, input: Secret) {
        self.identifier = identifier
        key = input.withBytes { bytes in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), info: Array("claviger key-encryption key v1".utf8),
                outputByteCount: 32)
        }
    }

    /// Encrypts a data key for the row of that identifier.
    package func wrap(
        _ dataKey: DataKey, row: String, random: any RandomSource
    ) throws(EncryptionError) -> [UInt8] {
        let associated = associatedData(row: row)
        let outcome = dataKey.key.withUnsafeBytes { bytes in
            Result { () throws(EncryptionError) in
                try SealedBox.seal(
                    bytes.bindMemory(to: UInt8.self), key: key, authenticating: associated, random: random)
            }
        }
        return try outcome.get()
    }

    /// Decrypts a data key of the row of that identifier.
    package func unwrap(_ bytes: [UInt8], row: String) throws(EncryptionError) -> DataKey {
        DataKey(try SealedBox.open(bytes, key: key, authenticating: associatedData(row: row)))
    }

    private func associatedData(row: String) -> AssociatedData {
        AssociatedData(["claviger data key", String(SealedBox.version), row, identifier])
    }
}
