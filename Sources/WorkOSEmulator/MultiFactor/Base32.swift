/// Base32 (RFC 4648 §6), as authenticator apps take secrets.
package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The bytes as text, without padding.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var symbols: [UInt8] = []
        var (accumulator, bits) = (UInt32(0), UInt32(0))
        for byte in bytes {
            accumulator = accumulator << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                symbols.append(alphabet[Int(accumulator >> bits & 0x1F)])
            }
        }
        if bits > 0 { symbols.append(alphabet[Int(accumulator << (5 - bits) & 0x1F)]) }
        return String(decoding: symbols, as: UTF8.self)
    }

    /// The bytes that the text stands for: in letters of either case, padded or not; `nil` for any other text.
    package static func decode(_ text: String) -> [UInt8]? {
        let symbols = Array(text.utf8)
        let padding = symbols.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding == 0 || padding <= 6 && symbols.count % 8 == 0,
            [0, 2, 4, 5, 7].contains((symbols.count - padding) % 8)
        else { return nil }
        var bytes: [UInt8] = []
        var (accumulator, bits) = (UInt32(0), UInt32(0))
        for symbol in symbols.dropLast(padding) {
            let upper = (0x61...0x7A).contains(symbol) ? symbol - 0x20 : symbol
            guard let value = alphabet.firstIndex(of: upper) else { return nil }
            accumulator = accumulator << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: accumulator >> bits))
            }
        }
        // Bits that carry nothing must be zero, or one value would have several spellings.
        return accumulator & ((1 << bits) - 1) == 0 ? bytes : nil
    }
}
