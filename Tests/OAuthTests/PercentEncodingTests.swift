import OAuth
import Testing

@Suite("RFC 3986 §2.1: percent-encoding")
struct PercentEncodingTests {
    @Test(
        "escapes are replaced, whatever the case of their digits, and a plus stays one",
        arguments: [("a%20b", "a b"), ("%c3%A9", "é"), ("a+b", "a+b"), ("", ""), ("%2F", "/"), ("plain", "plain")])
    func decoded(text: String, expected: String) { #expect(PercentEncoding.decode(text) == expected) }

    @Test("what is malformed is nothing", arguments: ["%", "%2", "%zz", "%ff", "a%C3", "%+1"])
    func malformed(text: String) { #expect(PercentEncoding.decode(text) == nil) }
}
