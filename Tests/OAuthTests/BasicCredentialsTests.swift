import OAuth
import Testing

@Suite("RFC 6749 §2.3.1: client credentials by Basic authentication")
struct BasicCredentialsTests {
    private static func header(_ pair: String) -> String { "Basic " + Base64.encode(Array(pair.utf8), .standard) }

    static let accepted = [
        ("id:secret", "id", "secret"), ("id:a+b", "id", "a b"), ("a+b:s", "a b", "s"), ("id:a%2Bb", "id", "a+b"),
        ("id:a:b:c", "id", "a:b:c"), ("id:%3A%25", "id", ":%"), ("a%3Ab:s", "a:b", "s"), ("id:", "id", ""),
        ("id:p%C3%A4ss", "id", "päss"), ("id:päss", "id", "päss"), ("%F0%9F%94%91:%F0%9F%94%92", "🔑", "🔒"),
        ("https%3A%2F%2Fa.example%2Fc.json:s", "https://a.example/c.json", "s"), ("id:&=/", "id", "&=/"),
    ]

    @Test("Both halves are form-decoded, split at the first colon", arguments: accepted)
    func accepts(pair: String, id: String, secret: String) throws {
        let credentials = try #require(try ClientCredentials.basic(BasicCredentialsTests.header(pair)))
        #expect(credentials == ClientCredentials(clientID: id, secret: Secret(secret), method: .clientSecretBasic))
    }

    static let malformed = [
        "id:100%", "id:%", "id:%2", "id:%zz", "%:s", "%F0:s", "id:%C3", ":secret", ":", "id", "", "%ff:%ff",
    ]

    @Test("A stray %, bytes that are not UTF-8, a missing colon or client_id: invalid_client", arguments: malformed)
    func refuses(pair: String) throws {
        let error = try #require(throws: OAuthError.self) {
            try ClientCredentials.basic(BasicCredentialsTests.header(pair))
        }
        #expect(error.code == .invalidClient)
    }

    static let controls = ["i%00d:s", "id%0a:s", "id:s%00", "id:%0D%0As", "id:s%7f", "i\u{0}d:s", "id:s\n", "\tid:s"]

    @Test("RFC 6749 appendix A.1 and A.2: neither half has a control character", arguments: controls)
    func controlCharacter(pair: String) throws {
        let error = try #require(throws: OAuthError.self) {
            try ClientCredentials.basic(BasicCredentialsTests.header(pair))
        }
        #expect(error.code == .invalidClient)
    }

    static let broken = [
        "Basic", "Basic ", "Basic  ", "Basic aWQ6c2VjcmV0=", "Basic aWQ6c2VjcmV", "Basic aWQ6cw", "Basic aWQ6cx==",
        "Basic aWQ6c2Vjc mV0", "Basic id:secret", "Basic aWQ6c2VjcmV0 aWQ6c2VjcmV0", "Basic aWQ6c2VjcmV0,",
        "Basic aWQ6_-8=", "Basic \u{E9}", "basic =", "Basic aWQ6c2VjcmV0\n",
    ]

    @Test("RFC 7617 §2: anything but base64 behind the scheme is invalid_client", arguments: broken)
    func notBase64(header: String) throws {
        let error = try #require(throws: OAuthError.self) { try ClientCredentials.basic(header) }
        #expect(error.code == .invalidClient)
        #expect(!error.description.contains("aWQ6"))
    }

    @Test(
        "RFC 9110 §11.1: the scheme is compared without regard to case, and more spaces may follow it",
        arguments: ["Basic", "basic", "BASIC", "bAsIc"])
    func scheme(name: String) throws {
        #expect(try ClientCredentials.basic("\(name)   aWQ6c2VjcmV0")?.secret == Secret("secret"))
    }

    @Test(
        "Another scheme is none of this function's business",
        arguments: [
            "", "Bearer aWQ6c2VjcmV0", "Basics aWQ6c2VjcmV0", "Basi c", "Digest username=\"id\"", " Basic aWQ6cw==",
        ])
    func otherScheme(header: String) throws {
        #expect(try ClientCredentials.basic(header) == nil)
    }

    @Test("Credentials print without their secret")
    func redacted() throws {
        let credentials = try #require(try ClientCredentials.basic("Basic aWQ6aHVudGVyMg=="))
        #expect(!"\(credentials)".contains("hunter2"))
        #expect(!String(reflecting: credentials).contains("hunter2"))
    }
}
