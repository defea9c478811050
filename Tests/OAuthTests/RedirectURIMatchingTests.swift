import OAuth
import Testing

@Suite("RFC 9700 §2.1, RFC 8252 §7.3: which requested redirect URI is a registered one")
struct RedirectURIMatchingTests {
    static let matching = [
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb"), ("http://127.0.0.1:4711/cb", "http://127.0.0.1/cb"),
        ("http://127.0.0.1:4711/cb", "http://127.0.0.1:65535/cb"), ("http://[::1]/cb", "http://[::1]:80/cb"),
        ("http://[::1]:9/cb", "http://[::1]:80/cb"), ("http://localhost:1/cb?a=1", "http://localhost:2/cb?a=1"),
        ("http://localhost", "http://localhost:1"), ("http://localhost?a", "http://localhost:1?a"),
    ]

    @Test("Of http on loopback the port is any port", arguments: matching)
    func anyPort(registered: String, requested: String) throws {
        #expect(try RedirectURI(registered, applicationType: .native).matches(requested))
        #expect(try RedirectURI(requested, applicationType: .native).matches(registered))
    }

    static let differing = [
        ("https://a.example/cb", "https://a.example:443/cb"), ("https://a.example/cb", "https://a.example/cb/"),
        ("https://a.example/cb", "https://a.example/CB"), ("https://a.example/cb", "https://A.example/cb"),
        ("https://a.example/cb", "https://a.example/cb?x"), ("https://a.example/cb", "https://a.example/cb#x"),
        ("https://a.example/cb", "https://a.example/c%62"), ("https://a.example/cb", "https://a.example/x/../cb"),
        ("https://a.example/cb", "http://a.example/cb"), ("https://a.example", "https://a.example/"),
        ("https://a.example/cb", "https://a.example/cb "), ("https://a.example/cb", ""),
        ("https://localhost:1/cb", "https://localhost:2/cb"), ("https://localhost/cb", "https://localhost:1/cb"),
        ("http://localhost/cb", "http://127.0.0.1/cb"), ("http://127.0.0.1/cb", "http://[::1]/cb"),
        ("http://localhost/cb", "https://localhost/cb"), ("http://localhost/cb", "http://localhost:1/CB"),
        ("http://localhost/cb", "http://LOCALHOST:1/cb"), ("http://localhost/cb", "http://localhost:1/cb?x"),
        ("http://localhost", "http://localhost:1/"), ("http://localhost/cb", "http://localhost:/cb"),
        ("http://localhost/cb", "http://localhost:0/cb"), ("http://localhost/cb", "http://localhost:99999/cb"),
        ("http://localhost/cb", "http://localhost:80:80/cb"),
        ("http://localhost/cb", "http://localhost:1@evil.example/cb"),
        ("http://localhost/cb", "http://localhost.evil.example/cb"), ("http://localhost/cb", "http://localhost:1/cb#x"),
        ("http://localhost/cb", "http://localhost\\@evil.example/cb"), ("http://localhost/cb", "http://localhost:٨/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1.evil.example/cb"), ("http://[::1]/cb", "http://[::1]1/cb"),
        ("cursor://h/cb", "cursor://h:1/cb"), ("cursor://h/cb", "Cursor://h/cb"), ("cursor://h/cb", "cursor://h/cb?x"),
        ("com.example.app:/cb", "com.example.app:cb"),
    ]

    @Test("Everything else is compared byte for byte", arguments: differing)
    func exact(registered: String, requested: String) throws {
        let redirect = try RedirectURI(registered, applicationType: .native)
        #expect(redirect.matches(registered))
        #expect(!redirect.matches(requested))
    }
}
