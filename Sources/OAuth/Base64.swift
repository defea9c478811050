/// Base64 and base64url (RFC 4648 §4 and §5), strict: no white space, no stray bits, no wrong padding.
package enum Base64 {
    /// Which of the two alphabets, each with its custom of padding.
    package enum Alphabet: Sendable {
        /// `+` and `/`, padded.
        case standard
        /// `-` and `_`, without padding (RFC 7515 §2).
        case url
    }

    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standardValues = values(of: standard)
    private static let urlValues = values(of: url)
    private static let invalid: UInt8 = 0xFF

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }

    /// The bytes as text.
    package static func encode(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet) -> String {
        bytes.withContiguousStorageIfAvailable { encode($0, alphabet) }
            ?? Array(bytes).withUnsafeBufferPointer { encode($0, alphabet) }
    }

    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) -> String {
        let symbols = alphabet == .standard ? standard : url
        let padding = alphabet == .standard ? (3 - bytes.count % 3) % 3 : 0
        let count = (bytes.count * 8 + 5) / 6
        return String(unsafeUninitializedCapacity: count + padding) { output in
            var (accumulator, bits, written) = (UInt32(0), UInt32(0), 0)
            for byte in bytes {
                accumulator = accumulator << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    output[written] = symbols[Int(accumulator >> bits & 0x3F)]
                    written += 1
                }
            }
            if bits > 0 {
                output[written] = symbols[Int(accumulator << (6 - bits) & 0x3F)]
                written += 1
            }
            for _ in 0..<padding {
                output[written] = UInt8(ascii: "=")
                written += 1
            }
            return written
        }
    }

    /// The bytes that the text stands for; `nil` when the text is not exactly what `encode` gives for them.
    package static func decode(_ text: some Collection<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        let fast: [UInt8]?? = text.withContiguousStorageIfAvailable { decode($0, alphabet) }
        return fast ?? Array(text).withUnsafeBufferPointer { decode($0, alphabet) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        var symbols = text[...]
        if alphabet == .standard {
            guard text.count % 4 == 0 else { return nil }
            var padding = 0
            while padding < 2, symbols.count > 0, symbols.last == UInt8(ascii: "=") {
                symbols = symbols.dropLast()
                padding += 1
            }
        }
        guard symbols.count % 4 != 1 else { return nil }
        let values = alphabet == .standard ? standardValues : urlValues
        var output: [UInt8] = []
        output.reserveCapacity(symbols.count * 3 / 4)
        var accumulator: UInt32 = 0
        var bits = 0
        for symbol in symbols {
            let value = values[Int(symbol)]
            guard value != invalid else { return nil }
            accumulator = accumulator << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits)))
            }
        }
        // Bits that carry nothing must be zero, or one value would have several spellings.
        guard accumulator & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return output
    }

    /// The bytes that the text stands for.
    package static func decode(_ text: String, _ alphabet: Alphabet) -> [UInt8]? { decode(Array(text.utf8), alphabet) }
}
