internal import Crypto
internal import CryptoExtras
internal import OAuth
internal import Storage

/// What one hash costs (RFC 7914 §2): `2^logarithm` rounds of blocks of `128 * blockSize` bytes, `parallelism` times.
package struct ScryptCost: Sendable, Hashable {
    /// The binary logarithm of N.
    package var logarithm: Int
    /// r.
    package var blockSize: Int
    /// p.
    package var parallelism: Int

    package init(logarithm: Int, blockSize: Int = 8, parallelism: Int = 1) {
        self.logarithm = logarithm
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 16 MiB and some tenths of a second.
    package static let standard = ScryptCost(logarithm: 14, blockSize: 8, parallelism: 5)

    /// Whether it stays within 64 MiB and some six times the work of the standard: a row that a stranger wrote must not
    /// cost more.
    var isBearable: Bool {
        guard (1...20).contains(logarithm), (1...32).contains(blockSize), (1...16).contains(parallelism) else {
            return false
        }
        let blocks = blockSize << logarithm
        return blocks <= 1 << 19 && blocks * parallelism <= 1 << 22
    }
}

/// A scrypt hash and what it was made with.
struct ScryptHash: Sendable {
    var cost: ScryptCost
    var salt: [UInt8]
    var digest: [UInt8]

    init(cost: ScryptCost, salt: [UInt8], digest: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.digest = digest
    }

    /// Reads `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`, both in base64 without padding.
    /// - Throws: `unreadableHash` for any other form, and for a cost that is not bearable.
    init(_ hash: PasswordHash) throws(PasswordError) {
        let parts = hash.text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1].elementsEqual("scrypt".utf8) else {
            throw PasswordError(.unreadableHash, "a password hash is not one of scrypt")
        }
        let settings = parts[2].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard settings.count == 3, let logarithm = ScryptHash.number(settings[0], "ln="),
            let blockSize = ScryptHash.number(settings[1], "r="),
            let parallelism = ScryptHash.number(settings[2], "p="),
            let salt = ScryptHash.decode(parts[3]), let digest = ScryptHash.decode(parts[4]),
            (4...64).contains(salt.count), (16...64).contains(digest.count)
        else { throw PasswordError(.unreadableHash, "a password hash is malformed") }
        let cost = ScryptCost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { throw PasswordError(.unreadableHash, "a password hash costs too much") }
        self.init(cost: cost, salt: salt, digest: digest)
    }

    var passwordHash: PasswordHash {
        let settings = "ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)"
        return PasswordHash(text: "$scrypt$\(settings)$\(ScryptHash.encode(salt))$\(ScryptHash.encode(digest))")
    }

    func matches(_ password: Secret) throws -> Bool {
        constantTimeEqual(
            try ScryptHash.derive(password, salt: salt, cost: cost, count: digest.count), digest)
    }

    static func derive(_ password: Secret, salt: [UInt8], cost: ScryptCost, count: Int) throws -> [UInt8] {
        try password.withBytes { bytes throws in
            try KDF.Scrypt.deriveKey(
                from: Array(bytes), salt: salt, outputByteCount: count, rounds: 1 << cost.logarithm,
                blockSize: cost.blockSize, parallelism: cost.parallelism
            ).withUnsafeBytes { Array($0) }
        }
    }

    /// A number of one to three digits behind its name.
    private static func number(_ setting: Substring.UTF8View, _ name: String) -> Int? {
        guard setting.starts(with: name.utf8) else { return nil }
        let digits = setting.dropFirst(name.utf8.count)
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes, .standard).prefix { $0 != "=" })
    }

    private static func decode(_ text: Substring.UTF8View) -> [UInt8]? {
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        return text.last == UInt8(ascii: "=") ? nil : Base64.decode(Array(text) + padding, .standard)
    }
}
