internal import Crypto
internal import OAuth
internal import Storage

/// A salted hash as LDAP directories keep them: `{SSHA}` and base64 of digest and salt. Kept as `$ssha$<salt>$<hash>`,
/// `$ssha256$<salt>$<hash>` and, where the salt was hashed in front of the password, `$ssha256-prefix$<salt>$<hash>`.
/// Nothing about it is slow.
struct SaltedSHAHash: KeptHash {
    enum Digest {
        case sha1
        case sha256

        var byteCount: Int {
            switch self {
            case .sha1: Insecure.SHA1.byteCount
            case .sha256: SHA256.byteCount
            }
        }

        func hash(_ bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .sha1: Array(Insecure.SHA1.hash(data: bytes))
            case .sha256: Array(SHA256.hash(data: bytes))
            }
        }
    }

    private let function: Digest
    private let position: SaltPosition
    private let salt: [UInt8]
    private let digest: [UInt8]

    /// Reads the form in which it comes, with the algorithm's name in braces or without.
    init(imported text: String, _ function: Digest, _ position: SaltPosition) throws(PasswordError) {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "{") {
            let name = function == .sha1 ? "{ssha}" : "{ssha256}"
            guard String(decoding: rest.prefix(name.utf8.count), as: UTF8.self).lowercased() == name else {
                throw HashText.malformed
            }
            rest = rest.dropFirst(name.utf8.count)
        }
        guard let bytes = HashText.decode(rest) else { throw HashText.malformed }
        try self.init(
            function, position, salt: bytes.dropFirst(function.byteCount), digest: bytes.prefix(function.byteCount))
    }

    init(_ hash: PasswordHash) throws(PasswordError) {
        let text = try HashText(hash.text, settings: [])
        guard text.values.count == 2 else { throw HashText.malformed }
        let (function, position): (Digest, SaltPosition) =
            switch text.name {
            case "ssha": (.sha1, .suffix)
            case "ssha256": (.sha256, .suffix)
            case "ssha256-prefix": (.sha256, .prefix)
            default: throw HashText.malformed
            }
        try self.init(function, position, salt: text.values[0][...], digest: text.values[1][...])
    }

    private init(
        _ function: Digest, _ position: SaltPosition, salt: ArraySlice<UInt8>, digest: ArraySlice<UInt8>
    ) throws(PasswordError) {
        guard (1...64).contains(salt.count), digest.count == function.byteCount else { throw HashText.malformed }
        (self.function, self.position) = (function, position)
        (self.salt, self.digest) = (Array(salt), Array(digest))
    }

    private var name: String {
        switch (function, position) {
        case (.sha1, _): "ssha"
        case (.sha256, .suffix): "ssha256"
        case (.sha256, .prefix): "ssha256-prefix"
        }
    }

    var passwordHash: PasswordHash {
        PasswordHash(text: "$\(name)$\(HashText.encode(salt))$\(HashText.encode(digest))")
    }

    func matches(_ password: Secret) -> Bool {
        let made = password.withBytes { bytes in
            function.hash(position == .prefix ? salt + Array(bytes) : Array(bytes) + salt)
        }
        return constantTimeEqual(made, digest)
    }
}
