/// What RFC 3986 says of any URI, whatever its scheme.
enum URISyntax {
    /// The longest URI that is read, in bytes.
    static let longest = 2048

    /// Whether every byte may stand in a URI (§2): visible ASCII without the delimiters that no part has.
    static func hasOnlyURICharacters(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>\"\\^`{|}".utf8.contains($0) }
    }

    /// The scheme as written (§3.1), without its colon.
    static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, isLetter(first),
            scheme.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) })
        else { return nil }
        return scheme
    }

    /// Whether the text is an `absolute-URI` (§4.3): a scheme with something behind it, and no fragment.
    static func isAbsolute(_ text: String) -> Bool {
        guard text.utf8.count <= longest, hasOnlyURICharacters(text), !text.utf8.contains(UInt8(ascii: "#")),
            hasCleanEscapes(text), let scheme = scheme(of: text)
        else { return false }
        return text.utf8.count > scheme.utf8.count + 1
    }

    /// Whether every `%` begins an escape (§2.1), and none stands for a control character.
    static func hasCleanEscapes(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            guard let byte = FormURLEncoded.escaped(bytes[(index + 1)...]), byte >= 0x20, byte != 0x7F else {
                return false
            }
        }
        return true
    }

    /// Whether a path has a segment that climbs or stays (§3.3), also one that is spelled with escapes or backslashes, or
    /// that has a parameter behind it (`..;x`).
    static func hasDotSegment(_ path: some StringProtocol) -> Bool {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let escaped = FormURLEncoded.escaped(rest) {
                bytes.append(escaped)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.contains { segment in
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            return name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
