#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import CCrypt
internal import OAuth
internal import Storage

/// A bcrypt hash: `$2b$12$` with 22 characters of salt and 31 of hash.
struct BcryptHash: KeptHash {
    /// They differ in errors of old programs only; a hash that a correct one made is the same under all names.
    static let names = ["2a", "2b", "2y"]

    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    /// Of a password bcrypt sees so many bytes.
    private static let longestPassword = 72
    private static let saltEnd = 29

    /// The hash under the name 2b.
    private let text: [UInt8]

    init(_ hash: PasswordHash) throws(PasswordError) {
        var text = Array(hash.text.utf8)
        guard text.count == 60, text[0] == UInt8(ascii: "$"), text[3] == UInt8(ascii: "$"),
            text[6] == UInt8(ascii: "$"),
            BcryptHash.names.contains(where: { text[1..<3].elementsEqual($0.utf8) }),
            text[4...5].allSatisfy({ (0x30...0x39).contains($0) }), text[7...].allSatisfy(BcryptHash.alphabet.contains)
        else { throw HashText.malformed }
        let cost = Int(text[4] - 0x30) * 10 + Int(text[5] - 0x30)
        guard cost >= 4 else { throw HashText.malformed }
        guard cost <= 14 else { throw HashText.tooDear }
        text[2] = UInt8(ascii: "b")
        // 16 bytes of salt and 23 of hash do not fill their last characters.
        text[BcryptHash.saltEnd - 1] = try BcryptHash.cleared(text[BcryptHash.saltEnd - 1], bits: 4)
        text[59] = try BcryptHash.cleared(text[59], bits: 2)
        self.text = text
    }

    var passwordHash: PasswordHash { PasswordHash(text: String(decoding: text, as: UTF8.self)) }

    func matches(_ password: Secret) throws -> Bool {
        var phrase = password.withBytes { bytes in
            bytes.prefix(BcryptHash.longestPassword).map { CChar(bitPattern: $0) }
        }
        phrase.append(0)
        defer { for index in phrase.indices { phrase[index] = 0 } }
        let setting = text.prefix(BcryptHash.saltEnd).map { CChar(bitPattern: $0) } + [0]
        // It is made, and cleared of the password, by the library.
        var memory: UnsafeMutableRawPointer?
        var size: CInt = 0
        defer { free(memory) }
        guard let made = crypt_ra(phrase, setting, &memory, &size) else {
            throw PasswordError(.unreadableHash, "bcrypt cannot be computed here")
        }
        return constantTimeEqual(
            UnsafeRawBufferPointer(start: made, count: strnlen(made, text.count + 1)), text)
    }

    private static func cleared(_ symbol: UInt8, bits: Int) throws(PasswordError) -> UInt8 {
        guard let value = alphabet.firstIndex(of: symbol) else { throw HashText.malformed }
        return alphabet[(value >> bits) << bits]
    }
}
