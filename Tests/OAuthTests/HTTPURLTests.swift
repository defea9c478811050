import OAuth
import Testing

@Suite("RFC 3986: absolute http and https URLs")
struct HTTPURLTests {
    /// A URL, and its scheme, host, port, path, query and authority.
    static let accepted: [(String, HTTPURL.Scheme, String, Int, String, String?, String)] = [
        ("https://a.example", .https, "a.example", 443, "", nil, "a.example"),
        ("https://a.example/", .https, "a.example", 443, "/", nil, "a.example"),
        ("http://a.example:8080/x", .http, "a.example", 8080, "/x", nil, "a.example:8080"),
        ("https://a.example:443", .https, "a.example", 443, "", nil, "a.example:443"),
        ("HTTPS://A.Example/Path", .https, "a.example", 443, "/Path", nil, "a.example"),
        ("hTTp://a?b=c", .http, "a", 80, "", "b=c", "a"), ("https://a/?", .https, "a", 443, "/", "", "a"),
        ("https://a/b?c?d=/e", .https, "a", 443, "/b", "c?d=/e", "a"),
        ("https://a//", .https, "a", 443, "//", nil, "a"),
        ("https://a/@b:c", .https, "a", 443, "/@b:c", nil, "a"),
        ("https://a/..%2f", .https, "a", 443, "/..%2f", nil, "a"),
        ("http://[::1]:4100/mcp", .http, "::1", 4100, "/mcp", nil, "[::1]:4100"),
        ("http://[2001:DB8::1]", .http, "2001:db8::1", 80, "", nil, "[2001:db8::1]"),
        ("http://[::ffff:127.0.0.1]/", .http, "::ffff:127.0.0.1", 80, "/", nil, "[::ffff:127.0.0.1]"),
        ("http://127.0.0.1:65535", .http, "127.0.0.1", 65535, "", nil, "127.0.0.1:65535"),
        ("http://a_b.c-d:1/~x!$&'()*+,;=", .http, "a_b.c-d", 1, "/~x!$&'()*+,;=", nil, "a_b.c-d:1"),
    ]

    @Test("The parts of a URL; its text is kept byte for byte", arguments: accepted)
    func accepts(
        text: String, scheme: HTTPURL.Scheme, host: String, port: Int, path: String, query: String?, authority: String
    ) throws {
        let url = try #require(HTTPURL(text))
        #expect(Array(url.text.utf8) == Array(text.utf8))
        #expect("\(url)" == text)
        #expect(url.scheme == scheme)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.path == path)
        #expect(url.query == query)
        #expect(url.authority == authority)
        #expect(url.origin == "\(scheme.rawValue)://\(authority)")
    }

    static let refused = [
        "", "a.example", "//a.example", "/x", "https:", "https:/", "https:/a", "https://", "https:///x", "https://?x",
        "http:/x", "http:a", "https//a", "httpss://a", "ftp://a", "file:///x", "javascript:alert(1)", "ws://a",
        " https://a", "https://a ", "https://a b", "https://a/b c", "https://a\n", "https://a/\u{0}", "https://a/\t",
        // User information, which says another host than the reader thinks.
        "https://user@a", "https://user:pass@a", "https://@a", "https://a.example@evil.example", "https://a:1@b",
        "https://a\\@b", "https://a\\b", "https://a%40b/",
        // Fragments.
        "https://a#", "https://a/#x", "https://a?x#y", "https://#",
        // Ports.
        "https://a:", "https://a:/", "https://a:0", "https://a:65536", "https://a:-1", "https://a:+1", "https://a:x",
        "https://a:80:80", "https://a:999999", "https://a: 80", "https://a:٨٠", "https://:443",
        // Hosts.
        "https://é.example", "https://a.example。com", "https://a\u{AD}b", "https://a<b", "https://a\"b", "https://a|b",
        "https://a{b}", "https://a,b", "https://a%00", "https://a*b",
        "https://[", "https://[]", "https://[::1", "https://::1", "https://[::1]x", "https://[::1]:",
        "https://[::1%25eth0]",
        "https://[a.example]", "https://[::1]@a", "https://[g::1]", "https://[v1.a]",
    ]

    @Test("Anything else is refused", arguments: refused)
    func refuses(text: String) {
        #expect(HTTPURL(text) == nil)
    }

    @Test("2048 bytes are read, one more is not")
    func length() throws {
        let longest = "https://a/" + String(repeating: "x", count: 2038)
        #expect(try #require(HTTPURL(longest)).text.utf8.count == 2048)
        #expect(HTTPURL(longest + "x") == nil)
    }

    @Test("Two URLs that differ in a trailing slash, in case or in a default port are two")
    func nothingIsNormalised() {
        for other in ["https://a.example/", "https://A.example", "HTTPS://a.example", "https://a.example:443"] {
            #expect(HTTPURL("https://a.example") != HTTPURL(other))
        }
    }

    @Test("RFC 9112 §3.2.1: a request line's target is never empty")
    func target() {
        #expect(HTTPURL("https://a")?.target == "/")
        #expect(HTTPURL("https://a?b")?.target == "/?b")
        #expect(HTTPURL("https://a/b?c=d")?.target == "/b?c=d")
        #expect(HTTPURL("https://a/?")?.target == "/?")
    }

    @Test(
        "Loopback is 127.0.0.0/8, ::1 and localhost",
        arguments: [
            "http://127.0.0.1", "http://127.0.0.1:4100/x", "http://127.255.255.254", "http://localhost",
            "http://LOCALHOST:1",
            "http://[::1]:80",
        ])
    func loopback(text: String) throws {
        #expect(try #require(HTTPURL(text)).isLoopback)
    }

    @Test(
        "A name or an address that only looks like loopback is not",
        arguments: [
            "http://127.evil.com", "http://127.0.0.1.evil.com", "http://127.0.0.1.nip.io", "http://localhost.evil.com",
            "http://evil.localhost.com", "http://1270.0.0.1", "http://127", "http://127.", "http://127.0.0.256",
            "http://127.0.0.1.", "http://127.0.0.0.1", "http://127.999.999.999", "http://127..1", "http://0.0.0.0",
            "http://10.0.0.1", "http://[::2]", "http://[::]", "http://[::1:1]", "http://128.0.0.1", "http://0127.0.0.1",
        ])
    func notLoopback(text: String) throws {
        #expect(try !#require(HTTPURL(text)).isLoopback)
    }
}
