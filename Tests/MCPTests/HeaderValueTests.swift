import MCP
import Testing

@Suite("MCP 2026-07-28, Streamable HTTP: header values")
struct HeaderValueTests {
    @Test(
        "What a header can carry stands as it is",
        arguments: ["", "whoami", "two words", "https://example.com/a?b=c", "=?base64?", "=?base64?="])
    func plain(text: String) {
        #expect(HeaderValue.encode(text) == text)
        #expect(HeaderValue.decode(text) == text)
    }

    @Test(
        "Everything else is wrapped, and comes back unchanged",
        arguments: [
            ("näme", "=?base64?bsOkbWU=?="), (" edge", "=?base64?IGVkZ2U=?="), ("edge ", "=?base64?ZWRnZSA=?="),
            ("a\nb", "=?base64?YQpi?="), ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
        ])
    func wrapped(text: String, value: String) {
        #expect(HeaderValue.encode(text) == value)
        #expect(HeaderValue.decode(value) == text)
    }

    @Test(
        "A wrapped value that is broken stands for nothing",
        arguments: [
            "=?base64?eA?=", "=?base64?e A==?=", "=?base64?eB==?=", "=?base64?/w==?=", "=?base64?eA==\n?=",
            "=?base64?*?=",
        ])
    func broken(value: String) {
        #expect(HeaderValue.decode(value) == nil)
    }

    @Test("An empty payload is the empty text") func empty() { #expect(HeaderValue.decode("=?base64??=") == "") }
}
