import OAuth
import SmokeTest
import Testing

@Suite("What is shown is free of secrets")
struct RedactorTests {
    @Test("Pieces and spellings of a secret are hidden as well as the whole")
    func pieces() {
        let redactor = Redactor()
        redactor.conceal(Secret("abcdefghij/klmnopqrstuvwxyz"))
        #expect(redactor.clean("got abcdefghij/klmnopqrstuvwxyz!") == "got [redacted]!")
        #expect(redactor.clean("got klmnopqrstuv…") == "got [redacted]…")
        #expect(redactor.clean("got abcdefghij%2Fklmn") == "got [redacted]")
        #expect(redactor.clean("abc") == "abc")
    }

    @Test("Whatever looks like a JWT is hidden, whoever made it")
    func tokens() {
        #expect(Redactor().clean("x=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.; y") == "x=[redacted]; y")
    }

    @Test("A server's text cannot move the cursor or fill the screen")
    func controls() {
        #expect(Redactor().clean("a\u{1B}[2Jb\r\nc\u{202E}d\u{9B}e") == "a [2Jb  c d e")
        #expect(Redactor().clean(String(repeating: "é", count: 10_000)).utf8.count < 310)
    }
}
