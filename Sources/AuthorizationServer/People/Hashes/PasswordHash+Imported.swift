package import Storage

/// The algorithms whose hashes other systems hand over, by the names that the WorkOS API has for them.
package enum ImportedHashType: String, Sendable, Hashable, CaseIterable {
    case bcrypt
    case firebaseScrypt = "firebase-scrypt"
    case ssha
    case ssha256
    case scrypt
    case pbkdf2
    case argon2
}

/// Where a salt stood when salt and password were hashed together.
package enum SaltPosition: String, Sendable, Hashable, CaseIterable {
    case prefix
    case suffix
}

extension PasswordHash {
    /// A hash that another system made, in the form that is kept.
    /// - Parameter saltPosition: only salted SHA-256 comes in both ways.
    /// - Throws: `unreadableHash` when the text is not a hash of that type, or costs so much that everybody who tries a
    ///   password could keep this server busy. The reason may be shown to whoever brought the hash.
    package static func imported(
        type: ImportedHashType, text: String, saltPosition: SaltPosition = .suffix
    ) throws(PasswordError) -> PasswordHash {
        guard text.utf8.count <= longestImported else {
            throw PasswordError(.unreadableHash, "the hash has more than \(longestImported) bytes")
        }
        guard saltPosition == .suffix || type == .ssha256 else {
            throw PasswordError(.unreadableHash, "only ssha256 can have its salt in front")
        }
        let hash: any KeptHash =
            switch type {
            case .bcrypt: try BcryptHash(PasswordHash(text: text))
            case .firebaseScrypt: try FirebaseScryptHash(PasswordHash(text: text))
            case .ssha: try SaltedSHAHash(imported: text, .sha1, .suffix)
            case .ssha256: try SaltedSHAHash(imported: text, .sha256, saltPosition)
            case .scrypt: try ScryptHash(imported: text)
            case .pbkdf2: try PBKDF2Hash(PasswordHash(text: text))
            case .argon2: try Argon2Hash(PasswordHash(text: text))
            }
        return hash.passwordHash
    }

    private static var longestImported: Int { 2048 }
}
