import OAuth
import TestSupport
import Testing

@Suite("User codes, on generated ones")
struct UserCodePropertyTests {
    @Test(
        "RFC 8628 §6.1: a code that is shown can be typed in any case, with any spaces and dashes",
        arguments: UInt64(1)...4)
    func typed(seed: UInt64) {
        var generator = InputGenerator(seed: seed)
        let random = SeededRandom(seed: seed)
        for _ in 0..<2500 {
            let code = UserCode.generate(random: random)
            var typed = ""
            for letter in UserCode.display(code) {
                typed += generator.isOne(in: 2) ? letter.lowercased() : String(letter)
                if generator.isOne(in: 3) { typed += generator.pick([" ", "-", "\u{2013}", "\u{A0}", "\t"]) }
            }
            #expect(UserCode.normalize(typed) == code)
        }
    }

    @Test("What is read of damaged text is a code of the alphabet, and stays what it is", arguments: UInt64(1)...4)
    func damaged(seed: UInt64) {
        var generator = InputGenerator(seed: 10 + seed)
        let alphabet = "BCDFGHJKLMNPQRSTVWXZ"
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let text: String =
                generator.isOne(in: 10)
                ? generator.anyText(0...12)
                : generator.damaged(generator.text(of: alphabet, 8...8), with: ["-", " ", "b", "1"])
            guard let code = UserCode.normalize(text) else {
                refused += 1
                continue
            }
            read += 1
            #expect(code.utf8.count == 8 && code.allSatisfy(alphabet.contains))
            #expect(UserCode.normalize(code) == code && UserCode.normalize(UserCode.display(code)) == code)
        }
        #expect(read > 300)
        #expect(refused > 300)
    }
}
