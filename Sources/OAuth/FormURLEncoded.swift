/// The format `application/x-www-form-urlencoded` (WHATWG URL §5, RFC 6749 appendix B).
package enum FormURLEncoded {
    /// Splits a body into decoded pairs, in order; `nil` when an escape is broken or the text is not UTF-8.
    package static func parse(_ body: some Sequence<UInt8>) -> [(name: String, value: String)]? {
        var pairs: [(String, String)] = []
        for part in Array(body).split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            guard let name = decodeComponent(part[..<(equals ?? part.endIndex)]),
                let value = decodeComponent(equals.map { part[($0 + 1)...] } ?? [])
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    /// Decodes one name or value: `+` is a space, `%XX` a byte.
    /// - Parameter plusIsSpace: `false` for a segment of a path, where `+` is itself (RFC 3986 §2.2).
    package static func decodeComponent(_ text: ArraySlice<UInt8>, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let byte = escaped(text[(index + 1)...]) else { return nil }
                bytes.append(byte)
                index += 2
            case let byte: bytes.append(byte)
            }
            index += 1
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Encodes one name or value.
    package static func encodeComponent(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                output.append(byte)
            case 0x20: output.append(UInt8(ascii: "+"))
            default: output.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Joins pairs into a body.
    package static func serialize(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(encodeComponent($0.0))=\(encodeComponent($0.1))" }.joined(separator: "&")
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The byte that the two hexadecimal digits at the beginning stand for.
    static func escaped(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count >= 2, let high = hexadecimal(digits[digits.startIndex]),
            let low = hexadecimal(digits[digits.startIndex + 1])
        else { return nil }
        return high << 4 | low
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
