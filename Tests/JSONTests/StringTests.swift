import JSON
import Testing

@Suite("RFC 8259 §7: strings")
struct StringTests {
    static let accepted: [(String, String)] = [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041""#, "A"), (#""\u00e9\u00E9""#, "éé"),
        (#""\u0000""#, "\u{0}"), (#""\u001f""#, "\u{1F}"), (#""\uD83D\uDE00""#, "😀"), (#""\ud83d\ude00x""#, "😀x"),
        (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\uFFFF""#, "\u{FFFF}"), (#""\ud7ff\ue000""#, "\u{D7FF}\u{E000}"),
        ("\"é😀\u{7F}\u{2028}\u{FEFF}\"", "é😀\u{7F}\u{2028}\u{FEFF}"), (#""\\u0041""#, #"\u0041"#), (#""/""#, "/"),
        (#""a\u0301""#, "a\u{301}"),
    ]

    @Test("Escapes and UTF-8 give the text that they stand for", arguments: accepted)
    func accepts(json: String, text: String) throws {
        let read = try #require(try JSONParser.parse(json).string)
        #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
        let name = try #require(try JSONParser.parse("{\(json):0}").object?.names.first)
        #expect(Array(name.unicodeScalars) == Array(text.unicodeScalars))
    }

    static let refused = [
        #"""#, #""a"#, #""\"#, #""\""#, #""\x41""#, #""\a""#, #""\'""#, #""\0""#, #""\U0041""#, #""\u""#, #""\u1""#,
        #""\u12""#, #""\u123""#, #""\u123g""#, #""\u 123""#, #""\u+123""#, #""\u-123""#, "\"\\u\u{FF11}234\"",
        "\"\\u00\u{E9}1\"", "\"\\\u{E9}\"", "\"\\\n\"",
    ]

    @Test("An unknown or broken escape, or a missing end, is refused", arguments: refused)
    func refuses(json: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(json) }
        #expect(throws: JSONError.self) { try JSONParser.parse("{\(json):0}") }
    }

    static let surrogates = [
        #""\uD800""#, #""\uDBFF""#, #""\uDC00""#, #""\uDFFF""#, #""\uD800x""#, #""\uD800\n""#, #""\uD800\uD800""#,
        #""\uDC00\uD800""#, #""\uD800\u0041""#, #""\uD83D \uDE00""#, #""\uD83D\u""#, #""\uD83D\"#, #""\uD83D\uDE0""#,
        #""\uDE00\uD83D""#,
    ]

    @Test("RFC 8259 §8.2: half a surrogate pair is refused", arguments: surrogates)
    func loneSurrogate(json: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(json) }
    }

    @Test("Every control character must be escaped", arguments: UInt8(0)..<0x20)
    func controlCharacter(byte: UInt8) throws {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0x61, byte, 0x22]) }
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0x5C, 0x6E, byte, 0x22]) }
        let digits = String(byte, radix: 16)
        let escaped = "\"\\u00\(digits.count == 1 ? "0" : "")\(digits)\""
        #expect(try JSONParser.parse(escaped).string == String(Unicode.Scalar(byte)))
    }

    static let invalid: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x80, 0x80], [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFE],
        [0xFF],
        [0x61, 0xE9, 0x62],
    ]

    @Test("RFC 8259 §8.1: bytes that are not UTF-8 are refused, also beside escapes and in names", arguments: invalid)
    func invalidUTF8(bytes: [UInt8]) {
        let quote: [UInt8] = [0x22]
        #expect(throws: JSONError.self) { try JSONParser.parse(quote + bytes + quote) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(#""\n"#.utf8) + bytes + quote) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(#"{""#.utf8) + bytes + Array(#"":0}"#.utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
    }

    @Test("An escape does not complete half a sequence of UTF-8")
    func splitSequence() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC3] + Array(#"\u00a9""#.utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(#""\u00c3"#.utf8) + [0xA9, 0x22]) }
    }
}
