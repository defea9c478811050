import OAuth
import TestSupport
import Testing

@Suite("RFC 8628 §6.1: codes that people type")
struct UserCodeTests {
    private static let alphabet = "BCDFGHJKLMNPQRSTVWXZ"

    private struct FixedRandom: RandomSource {
        let values: [UInt8]
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { values[$0 % values.count] } }
    }

    @Test("Eight letters of the alphabet, shown in two halves")
    func shape() {
        let random = SeededRandom()
        for _ in 0..<100 {
            let code = UserCode.generate(random: random)
            #expect(code.utf8.count == 8 && code.allSatisfy(UserCodeTests.alphabet.contains))
            #expect(UserCode.display(code) == "\(code.prefix(4))-\(code.suffix(4))")
            #expect(UserCode.normalize(UserCode.display(code)) == code)
        }
    }

    @Test("No letter is likelier than another: bytes beyond the last whole round of the alphabet are thrown away")
    func unbiased() {
        #expect(UserCode.generate(random: FixedRandom(values: [0, 19, 20, 239, 240, 255, 1, 2])) == "BZBZCDBZ")
        let random = SeededRandom(seed: 7)
        var counts: [Character: Int] = [:]
        for _ in 0..<5000 { for letter in UserCode.generate(random: random) { counts[letter, default: 0] += 1 } }
        // 2,000 of each are expected; six standard deviations are 262.
        #expect(counts.count == 20)
        #expect(counts.values.allSatisfy { abs($0 - 2000) < 262 })
    }

    static let typed = [
        "BCDFGHJK", "bcdfghjk", "BCDF-GHJK", " bcdf ghjk ", "b-c-d-f-g-h-j-k", "BCDF\u{2013}GHJK", "BCDF\u{2014}GHJK",
        "BCDF\u{2011}GHJK", "BCDF\u{A0}GHJK\n", "\u{3000}BCDFGHJK",
    ]

    @Test("Case, spaces and dashes of whatever kind do not matter", arguments: typed)
    func accepts(text: String) {
        #expect(UserCode.normalize(text) == "BCDFGHJK")
    }

    static let refused = [
        "", "-", "BCDFGHJ", "BCDFGHJKL", "ACDFGHJK", "BCDFGHJ1", "BCDFGHJK.", "BCDF_GHJK", "BCDF+GHJK",
        "BCDFGHJ\u{212A}",
        "\u{FF22}CDFGHJK", "BCDFGHJK\u{301}", "BCDFGHJK\u{0}", "\u{162}CDFGHJK",
    ]

    @Test("Anything else cannot be a code", arguments: refused)
    func refuses(text: String) {
        #expect(UserCode.normalize(text) == nil)
    }

    @Test("A megabyte that somebody typed is refused unread")
    func long() {
        #expect(UserCode.normalize(String(repeating: " ", count: 1_000_000) + "BCDFGHJK") == nil)
    }
}
