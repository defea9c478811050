internal import OAuth
internal import Storage

/// A password hash as its algorithm understands it.
protocol KeptHash: Sendable {
    /// The hash in the one text form that is kept.
    var passwordHash: PasswordHash { get }

    /// Whether it was made from this password. It takes long, and compares in constant time.
    func matches(_ password: Secret) throws -> Bool
}

extension PasswordHash {
    /// The hash, by the algorithm that its text names.
    /// - Throws: `unreadableHash` when it is of no algorithm that is known here, malformed, or costs too much.
    func read() throws(PasswordError) -> any KeptHash {
        switch text.utf8.dropFirst().prefix(while: { $0 != UInt8(ascii: "$") }) {
        case let name where name.elementsEqual("scrypt".utf8): try ScryptHash(self)
        case let name where BcryptHash.names.contains { name.elementsEqual($0.utf8) }: try BcryptHash(self)
        case let name where name.starts(with: "argon2".utf8): try Argon2Hash(self)
        case let name where name.starts(with: "pbkdf2-".utf8): try PBKDF2Hash(self)
        case let name where name.elementsEqual("firebase-scrypt".utf8): try FirebaseScryptHash(self)
        case let name where name.starts(with: "ssha".utf8): try SaltedSHAHash(self)
        default: throw PasswordError(.unreadableHash, "a password hash is of no algorithm that is known here")
        }
    }
}
