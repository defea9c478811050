internal import Crypto
internal import CryptoExtras
internal import OAuth
internal import Storage

/// A hash of Firebase Authentication: scrypt of the password makes a key, with which the project's signer key is encrypted
/// (AES-256 in counter mode from zero); the ciphertext is the hash. Kept as
/// `$firebase-scrypt$r=8,m=14,sk=<signer key>,ss=<salt separator>$<salt>$<hash>`. Salt and hash may also come as settings.
struct FirebaseScryptHash: KeptHash {
    private let cost: ScryptCost
    private let signerKey: [UInt8]
    private let salt: [UInt8]
    private let separator: [UInt8]
    private let ciphertext: [UInt8]

    init(_ hash: PasswordHash) throws(PasswordError) {
        let text = try HashText(hash.text, settings: ["v", "r", "m", "sk", "ss", "salt", "hash", "s", "h"])
        var values = text.values
        for name in ["h", "hash", "s", "salt"] {
            if let value = try text.bytes(name) { values.insert(value, at: 0) }
        }
        guard text.name == "firebase-scrypt", let rounds = try text.number("r"), let memory = try text.number("m"),
            let signerKey = try text.bytes("sk"), (16...128).contains(signerKey.count),
            let separator = try text.bytes("ss"), separator.count <= 16, values.count == 2,
            (1...64).contains(values[0].count), values[1].count == signerKey.count
        else { throw HashText.malformed }
        cost = ScryptCost(logarithm: memory, blockSize: rounds)
        guard memory >= 1, rounds >= 1 else { throw HashText.malformed }
        guard cost.isBearable else { throw HashText.tooDear }
        (self.signerKey, self.separator) = (signerKey, separator)
        (salt, ciphertext) = (values[0], values[1])
    }

    var passwordHash: PasswordHash {
        let project = "sk=\(HashText.encode(signerKey)),ss=\(HashText.encode(separator))"
        let settings = "r=\(cost.blockSize),m=\(cost.logarithm),\(project)"
        return PasswordHash(
            text: "$firebase-scrypt$\(settings)$\(HashText.encode(salt))$\(HashText.encode(ciphertext))")
    }

    func matches(_ password: Secret) throws -> Bool {
        let key = try ScryptHash.derive(password, salt: salt + separator, cost: cost, count: 32)
        let nonce = try AES._CTR.Nonce(nonceBytes: [UInt8](repeating: 0, count: 16))
        return constantTimeEqual(
            Array(try AES._CTR.encrypt(signerKey, using: SymmetricKey(data: key), nonce: nonce)), ciphertext)
    }
}
