internal import Crypto
internal import OAuth

/// AES-256-GCM with a version in front: `1, nonce (12), ciphertext, tag (16)`.
enum SealedBox {
    static let version: UInt8 = 1
    private static let nonceLength = 12

    static func seal(
        _ plaintext: UnsafeBufferPointer<UInt8>, key: SymmetricKey, authenticating: AssociatedData,
        random: any RandomSource
    ) throws(EncryptionError) -> [UInt8] {
        do {
            let nonce = try AES.GCM.Nonce(data: random.bytes(nonceLength))
            let box = try AES.GCM.seal(
                UnsafeRawBufferPointer(plaintext), using: key, nonce: nonce, authenticating: authenticating.bytes)
            return [version] + Array(nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw EncryptionError(.notAuthentic, "sealing failed")
        }
    }

    static func open(
        _ bytes: [UInt8], key: SymmetricKey, authenticating: AssociatedData
    ) throws(EncryptionError) -> Secret {
        guard bytes.first == version else { throw EncryptionError(.unknownFormat, "unknown envelope version") }
        do {
            let box = try AES.GCM.SealedBox(combined: bytes.dropFirst())
            return Secret(try AES.GCM.open(box, using: key, authenticating: authenticating.bytes))
        } catch {
            throw EncryptionError(.notAuthentic, "the envelope does not open")
        }
    }
}
