internal import Crypto
package import OAuth

/// The key-encryption keys of a set-up: the first encrypts, all decrypt.
package struct Keyring: Sendable {
    private let keys: [KeyEncryptionKey]

    /// The key that encrypts.
    package var first: KeyEncryptionKey { keys[0] }

    /// The key of that identifier.
    /// - Throws: `unknownKey`, naming it.
    package func key(_ identifier: String) throws(EncryptionError) -> KeyEncryptionKey {
        guard let key = keys.first(where: { $0.identifier == identifier }) else {
            throw EncryptionError(.unknownKey, "the keyring has no key \(identifier)")
        }
        return key
    }

    /// Reads a keyring: `k2:<base64 of 32 bytes>,k1:<base64 of 32 bytes>`; white space around entries is ignored.
    /// - Throws: `malformedKeyring`, naming the entry by its place.
    package init(parsing text: Secret) throws(EncryptionError) {
        var keys: [KeyEncryptionKey] = []
        let entries = text.revealed().split(separator: ",", omittingEmptySubsequences: false)
        for (index, entry) in entries.enumerated() {
            let trimmed = Keyring.trim(entry)
            guard let colon = trimmed.firstIndex(of: ":") else {
                throw EncryptionError(.malformedKeyring, "entry \(index + 1) is not id:base64")
            }
            let identifier = String(trimmed[..<colon])
            guard Keyring.isIdentifier(identifier) else {
                throw EncryptionError(
                    .malformedKeyring, "the id of entry \(index + 1) may have up to 64 of A-Z a-z 0-9 . _ -")
            }
            guard let bytes = Base64.decode(String(trimmed[trimmed.index(after: colon)...]), .standard),
                bytes.count == 32
            else {
                // The halves may have been exchanged: then the identifier is the key, and must not be shown.
                throw EncryptionError(.malformedKeyring, "the key of entry \(index + 1) is not the base64 of 32 bytes")
            }
            guard !keys.contains(where: { $0.identifier == identifier }) else {
                throw EncryptionError(.malformedKeyring, "the id of entry \(index + 1) stands twice")
            }
            keys.append(KeyEncryptionKey(identifier: identifier, input: Secret(bytes)))
        }
        self.keys = keys
    }

    /// The text of a keyring with one new key.
    package static func generate(identifier: String, random: any RandomSource) -> Secret {
        Secret("\(identifier):\(Base64.encode(random.bytes(32), .standard))")
    }

    private static func trim(_ entry: Substring) -> Substring {
        let start = entry.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "._-".utf8.contains(byte)
            }
    }
}
