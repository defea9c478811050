internal import Encryption
internal import JOSE
internal import OAuth
internal import Storage

/// How a private signing key is kept at rest: under a data key of its own when there is a keyring, else in clear.
struct SigningKeyEnvelope: Sendable {
    let keyring: Keyring?
    let random: any RandomSource

    func seal(_ signer: RSASigner, at now: Timestamp) throws -> SigningKeyRecord {
        let keyID = signer.publicKey.thumbprint
        let algorithm = signer.publicKey.algorithm.rawValue
        var material = SigningKeyRecord.Material.plain(signer.derRepresentation)
        if let key = keyring?.first {
            let dataKey = DataKey(random: random)
            material = .sealed(
                keyEncryptionKeyID: key.identifier,
                wrappedDataKey: try key.wrap(dataKey, row: keyID, random: random),
                ciphertext: try dataKey.seal(
                    signer.derRepresentation, label: SigningKeyEnvelope.label,
                    context: AssociatedData([keyID, algorithm]), random: random))
        }
        return SigningKeyRecord(keyID: keyID, algorithm: algorithm, material: material, createdAt: now)
    }

    /// - Throws: `EncryptionError` when the key is sealed and the keyring lacks its key or does not open it.
    func open(_ record: SigningKeyRecord) throws -> Secret {
        switch record.material {
        case .plain(let secret): return secret
        case .sealed(let keyEncryptionKeyID, let wrappedDataKey, let ciphertext):
            guard let keyring else {
                throw EncryptionError(
                    .unknownKey, "the signing key is encrypted under \(keyEncryptionKeyID) and no keys are configured")
            }
            let dataKey = try keyring.key(keyEncryptionKeyID).unwrap(wrappedDataKey, row: record.keyID)
            return try dataKey.open(
                ciphertext, label: SigningKeyEnvelope.label,
                context: AssociatedData([record.keyID, record.algorithm]))
        }
    }

    private static let label = "signing key"
}
