internal import Encryption
internal import JOSE
internal import OAuth
internal import Storage

/// How a private signing key is kept at rest: under a data key of its own when there is a keyring, else in clear.
struct SigningKeyEnvelope: Sendable {
    let keyring: Keyring?
    let random: any RandomSource

    /// - Parameters:
    ///   - now: when the key was made.
    ///   - activeFrom: when it begins to sign.
    func seal(_ signer: any StorableSigner, at now: Timestamp, activeFrom: Timestamp) throws -> SigningKeyRecord {
        let keyID = signer.publicKey.thumbprint
        let algorithm = signer.publicKey.algorithm.rawValue
        let privateKey = signer.privateRepresentation
        var material = SigningKeyRecord.Material.plain(privateKey)
        if let key = keyring?.first {
            let dataKey = DataKey(random: random)
            material = .sealed(
                keyEncryptionKeyID: key.identifier,
                wrappedDataKey: try key.wrap(dataKey, row: keyID, random: random),
                ciphertext: try dataKey.seal(
                    privateKey, label: SigningKeyEnvelope.label, context: AssociatedData([keyID, algorithm]),
                    random: random))
        }
        return SigningKeyRecord(
            keyID: keyID, algorithm: algorithm, material: material, createdAt: now, activeFrom: activeFrom)
    }

    /// - Throws: `EncryptionError` when the key is sealed and the keyring lacks its key or does not open it.
    func open(_ record: SigningKeyRecord, _ algorithm: SignatureAlgorithm) throws -> any StorableSigner {
        try SigningKeyPair.read(algorithm, privateRepresentation: privateKey(of: record))
    }

    private func privateKey(of record: SigningKeyRecord) throws(EncryptionError) -> Secret {
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
