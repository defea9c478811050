/// Replaces the pairs of escapes that JSON has for characters beyond the first plane (RFC 8259 §7) by the characters
/// themselves: YAML, by which seed files are read, knows no such pairs. Lines stay as they are.
enum SurrogatePairs {
    static func combined(in text: String) -> String {
        var output = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "\\") {
            output += rest[..<mark]
            rest = rest[mark...]
            if let scalar = pair(at: rest) {
                output.unicodeScalars.append(scalar)
                rest = rest.dropFirst(12)
            } else {
                // Two backslashes are one character, and what follows them is no escape.
                let count = rest.dropFirst().first == "\\" ? 2 : 1
                output += rest.prefix(count)
                rest = rest.dropFirst(count)
            }
        }
        return output + rest
    }

    private static func pair(at text: Substring) -> Unicode.Scalar? {
        guard let high = unit(text), let low = unit(text.dropFirst(6)), (0xD800...0xDBFF).contains(high),
            (0xDC00...0xDFFF).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }

    private static func unit(_ text: Substring) -> UInt32? {
        guard text.hasPrefix("\\u") else { return nil }
        let digits = text.dropFirst(2).prefix(4)
        return digits.count == 4 && digits.allSatisfy(\.isHexDigit) ? UInt32(digits, radix: 16) : nil
    }
}
