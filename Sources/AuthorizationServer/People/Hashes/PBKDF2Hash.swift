internal import Crypto
internal import CryptoExtras
internal import OAuth
internal import Storage

/// A hash of PBKDF2 (RFC 8018 §5.2) with HMAC: `$pbkdf2-sha256$i=600000,l=32$<salt>$<hash>`. The digest may also be a
/// setting, `d=sha256`, and the rounds may stand alone: `$pbkdf2-sha256$600000$…`.
struct PBKDF2Hash: KeptHash {
    private enum Digest: String {
        case sha1
        case sha256
        case sha384
        case sha512

        var byteCount: Int {
            switch self {
            case .sha1: Insecure.SHA1.byteCount
            case .sha256: SHA256.byteCount
            case .sha384: SHA384.byteCount
            case .sha512: SHA512.byteCount
            }
        }

        var function: KDF.Insecure.PBKDF2.HashFunction {
            switch self {
            case .sha1: .insecureSHA1
            case .sha256: .sha256
            case .sha384: .sha384
            case .sha512: .sha512
            }
        }
    }

    /// About a second's work, and more than twice what is advised for each of the digests.
    private static let mostRounds = 3_000_000

    private let digest: Digest
    private let rounds: Int
    private let salt: [UInt8]
    private let derived: [UInt8]

    init(_ hash: PasswordHash) throws(PasswordError) {
        let text = try HashText(PBKDF2Hash.naming(rounds: hash.text), settings: ["i", "l", "d", "v"])
        let name: String
        switch text.name {
        case "pbkdf2": name = text.text("d") ?? "sha1"
        case let other where other.hasPrefix("pbkdf2-") && text.text("d") == nil: name = String(other.dropFirst(7))
        default: throw HashText.malformed
        }
        guard let digest = Digest(rawValue: name), let rounds = try text.number("i"), rounds >= 1,
            text.values.count == 2, (1...128).contains(text.values[0].count), (16...128).contains(text.values[1].count),
            try text.number("l") ?? text.values[1].count == text.values[1].count
        else { throw HashText.malformed }
        let blocks = (text.values[1].count + digest.byteCount - 1) / digest.byteCount
        guard rounds * blocks <= PBKDF2Hash.mostRounds else { throw HashText.tooDear }
        (self.digest, self.rounds) = (digest, rounds)
        (salt, derived) = (text.values[0], text.values[1])
    }

    /// Names the rounds where they stand alone.
    private static func naming(rounds text: String) -> String {
        var sections = text.split(separator: "$", omittingEmptySubsequences: false)
        guard sections.count == 5, !sections[2].isEmpty, sections[2].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return text }
        sections[2] = "i=" + sections[2]
        return sections.joined(separator: "$")
    }

    var passwordHash: PasswordHash {
        let settings = "i=\(rounds),l=\(derived.count)"
        return PasswordHash(
            text: "$pbkdf2-\(digest.rawValue)$\(settings)$\(HashText.encode(salt))$\(HashText.encode(derived))")
    }

    func matches(_ password: Secret) throws -> Bool {
        let key = try password.withBytes { bytes throws in
            try KDF.Insecure.PBKDF2.deriveKey(
                from: Array(bytes), salt: salt, using: digest.function, outputByteCount: derived.count,
                unsafeUncheckedRounds: rounds)
        }
        return key.withUnsafeBytes { constantTimeEqual($0, derived) }
    }
}
