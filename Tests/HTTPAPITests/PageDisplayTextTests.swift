import HTTPAPI
import Testing

@Suite("Pages: text from outside")
struct PageDisplayTextTests {
    @Test(
        "what is invisible or changes the order of others is taken away",
        arguments: [
            ("\u{202E}evil\u{202C}", "evil"), ("\u{2066}a\u{2069}b", "ab"),
            ("a\u{200B}\u{200C}\u{200D}\u{FEFF}b", "ab"),
            ("a\u{0}\u{7}\u{1B}[31mb", "a[31mb"), ("a\u{AD}b", "ab"), ("a\u{3164}\u{115F}b", "ab"),
            ("a\u{E0041}\u{E007F}b", "ab"), ("a\u{E000}b", "ab"), ("a\u{180E}\u{FE0F}b", "ab"),
        ])
    func stripped(text: String, shown: String) {
        #expect(DisplayText.clean(text) == shown)
    }

    @Test(
        "white space of any kind is one space, and none at the ends",
        arguments: [
            (" a \t\r\n b ", "a b"), ("a\u{2028}\u{2029}b", "a b"), ("\u{3000}a\u{2800}\u{2800}b\u{A0}", "a b"),
        ])
    func spaces(text: String, shown: String) {
        #expect(DisplayText.clean(text) == shown)
    }

    @Test("what leaves nothing to see is nothing", arguments: ["", " ", "\u{200B}\u{202E}", "\u{2800}", "\n\n"])
    func nothing(text: String) {
        #expect(DisplayText.clean(text) == nil)
    }

    @Test("longer text is cut at 80 characters, with an ellipsis")
    func cut() {
        #expect(DisplayText.clean(String(repeating: "a", count: 80)) == String(repeating: "a", count: 80))
        #expect(DisplayText.clean(String(repeating: "é", count: 81)) == String(repeating: "é", count: 80) + "…")
        #expect(DisplayText.clean(String(repeating: "a", count: 1_000_000))?.count == 81)
    }

    @Test("letters of every script stay, with the accents that a letter has and not with a tower of them")
    func scripts() {
        for text in ["Ünïcödé", "Приложение", "アプリ", "تطبيق", "अनुप्रयोग", "ตัวอย่าง"] {
            #expect(DisplayText.clean(text) == text)
        }
        let tower = "a" + String(repeating: "\u{301}", count: 500)
        #expect((DisplayText.clean(tower)?.unicodeScalars.count ?? 0) <= 4)
    }
}
