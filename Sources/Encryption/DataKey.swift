internal import Crypto
package import OAuth

/// The key of one row, which encrypts that row's fields.
package struct DataKey: Sendable {
    let key: SymmetricKey

    /// A new key.
    package init(random: any RandomSource) { key = SymmetricKey(data: random.bytes(32)) }

    init(_ secret: Secret) { key = secret.withBytes { SymmetricKey(data: $0) } }

    /// Encrypts a field.
    /// - Parameters:
    ///   - label: the field's fixed name, so that two fields of one row cannot change places.
    ///   - context: what the row is about; it must be the same when the field is opened.
    package func seal(
        _ plaintext: Secret, label: String, context: AssociatedData, random: any RandomSource
    ) throws(EncryptionError) -> [UInt8] {
        let associated = DataKey.associatedData(label, context)
        return try plaintext.withBytes { bytes throws(EncryptionError) in
            try SealedBox.seal(bytes, key: key, authenticating: associated, random: random)
        }
    }

    /// Decrypts a field.
    /// - Throws: `notAuthentic` when anything differs from what was sealed: key, label, context or bytes.
    package func open(
        _ bytes: [UInt8], label: String, context: AssociatedData
    ) throws(EncryptionError) -> Secret {
        try SealedBox.open(bytes, key: key, authenticating: DataKey.associatedData(label, context))
    }

    private static func associatedData(_ label: String, _ context: AssociatedData) -> AssociatedData {
        var data = AssociatedData(["claviger field", String(SealedBox.version), label])
        data.append(context)
        return data
    }
}
