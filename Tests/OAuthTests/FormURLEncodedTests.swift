import OAuth
import TestSupport
import Testing

@Suite("RFC 6749 appendix B: application/x-www-form-urlencoded")
struct FormURLEncodedTests {
    static let accepted: [(String, [[String]])] = [
        ("", []), ("&", []), ("&&a=1&&", [["a", "1"]]), ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("a", [["a", ""]]),
        ("a=", [["a", ""]]), ("=1", [["", "1"]]), ("=", [["", ""]]), ("a=b=c", [["a", "b=c"]]),
        ("a=1&a=2", [["a", "1"], ["a", "2"]]), ("a+b=c+d", [["a b", "c d"]]), ("a=%2B%26%3D", [["a", "+&="]]),
        ("%61%3d=%C3%a9", [["a=", "é"]]), ("a=%00", [["a", "\u{0}"]]), ("a=é", [["a", "é"]]),
        ("a;b=1", [["a;b", "1"]]),
        ("a=%E2%82%AC", [["a", "€"]]),
    ]

    @Test("Pairs are split, decoded and kept in order", arguments: accepted)
    func parses(body: String, pairs: [[String]]) throws {
        let parsed = try #require(FormURLEncoded.parse(body.utf8))
        #expect(parsed.map { [$0.name, $0.value] } == pairs)
    }

    static let refused = [
        "a=%", "a=%2", "a=%zz", "a=%2g", "%=1", "a=1&b=%", "a=%%20", "a=%+1", "a=%-1", "a=% 1", "a=%ff", "a=%C3",
        "a=%C3&b=%A9", "a=%ED%A0%80", "a=%C0%80", "%ff=1", "a=%u0041", "a=%é0",
    ]

    @Test("A broken escape, or bytes that are not UTF-8, are refused", arguments: refused)
    func refuses(body: String) {
        #expect(FormURLEncoded.parse(body.utf8) == nil)
    }

    @Test("Raw bytes that are not UTF-8 are refused")
    func rawBytes() {
        #expect(FormURLEncoded.parse([0x61, 0x3D, 0xFF]) == nil)
        #expect(FormURLEncoded.parse([0xC3, 0x3D, 0xA9]) == nil)
    }

    @Test("RFC 3986 §2.2: in a segment of a path a + is itself")
    func pathSegment() {
        func decode(_ text: String) -> String? {
            FormURLEncoded.decodeComponent(ArraySlice(text.utf8), plusIsSpace: false)
        }
        #expect(decode("a+b%2Fc%20d") == "a+b/c d")
        #expect(decode("100%") == nil)
    }

    @Test("A slice is decoded by its own indices")
    func slice() {
        #expect(FormURLEncoded.decodeComponent(Array("%zz%41%zz".utf8)[3..<6]) == "A")
        #expect(FormURLEncoded.decodeComponent(Array("a%41".utf8)[1..<3]) == nil)
    }

    @Test("Encoding leaves only the characters of WHATWG URL §5.2 alone")
    func encodes() {
        #expect(FormURLEncoded.encodeComponent("aZ09*-._") == "aZ09*-._")
        #expect(FormURLEncoded.encodeComponent("a b+c&d=e%é~/:") == "a+b%2Bc%26d%3De%25%C3%A9%7E%2F%3A")
        #expect(FormURLEncoded.serialize([("a b", "é"), ("", ""), ("c", "&")]) == "a+b=%C3%A9&=&c=%26")
    }

    @Test("Generated pairs survive a round trip", arguments: UInt64(1)...3)
    func roundTrip(seed: UInt64) throws {
        var chance = Repeatable(seed: seed)
        func text() -> String {
            var view = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<6, using: &chance) {
                let ceiling: UInt32 = Bool.random(using: &chance) ? 0x7F : 0x10FFFF
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...ceiling, using: &chance)) { view.append(scalar) }
            }
            return String(view)
        }
        for _ in 0..<2000 {
            let pairs = (0..<Int.random(in: 1..<4, using: &chance)).map { _ in (text(), text()) }
            let body = FormURLEncoded.serialize(pairs)
            #expect(body.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            let parsed = try #require(FormURLEncoded.parse(body.utf8))
            #expect(parsed.map { Array($0.name.utf8) } == pairs.map { Array($0.0.utf8) })
            #expect(parsed.map { Array($0.value.utf8) } == pairs.map { Array($0.1.utf8) })
        }
    }
}
