/// The code that a person types to let a device in (RFC 8628 §6.1): eight consonants, 34 bits, which spell no words and
/// look like no digits.
package enum UserCode {
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let length = 8

    /// A new code, every letter as likely as any other.
    package static func generate(random: any RandomSource) -> String {
        var code: [UInt8] = []
        // The largest multiple of 20 that a byte holds is 240; bytes from there on would favour the first letters.
        let limit = 256 - 256 % alphabet.count
        while code.count < length {
            for byte in random.bytes(length) where Int(byte) < limit && code.count < length {
                code.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// A code as people are shown it: `BCDF-GHJK`.
    package static func display(_ code: String) -> String { "\(code.prefix(4))-\(code.dropFirst(4))" }

    /// The code that somebody typed, in whatever case and with whatever spaces and dashes; `nil` when it cannot be one.
    package static func normalize(_ typed: String) -> String? {
        guard typed.utf8.count <= 128 else { return nil }
        var code: [UInt8] = []
        for scalar in typed.unicodeScalars where !isSeparator(scalar) {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            let letter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
            guard alphabet.contains(letter) else { return nil }
            code.append(letter)
        }
        return code.count == length ? String(decoding: code, as: UTF8.self) : nil
    }

    /// Keyboards make long dashes and wide spaces by themselves.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
    }
}
