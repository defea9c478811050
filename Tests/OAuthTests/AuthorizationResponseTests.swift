import OAuth
import Testing

@Suite("RFC 6749 §4.1.2, RFC 9207: authorization responses")
struct AuthorizationResponseTests {
    private let issuer = "https://as.example"

    @Test("RFC 9207 §2: a code, the state and the issuer")
    func success() {
        #expect(
            AuthorizationResponse.success(
                redirectURI: "https://a.example/cb", code: Secret("k-1"), state: "s", issuer: issuer)
                == "https://a.example/cb?code=k-1&state=s&iss=https%3A%2F%2Fas.example")
        #expect(
            AuthorizationResponse.success(
                redirectURI: "https://a.example", code: Secret("k"), state: nil, issuer: issuer)
                == "https://a.example?code=k&iss=https%3A%2F%2Fas.example")
    }

    @Test("RFC 6749 §4.1.2.1: an error, its description in ASCII, the state and the issuer")
    func failure() {
        #expect(
            AuthorizationResponse.failure(
                redirectURI: "https://a.example/cb", error: OAuthError(.accessDenied, "No \"é\" & +", detail: "secret"),
                state: "a b", issuer: issuer)
                == "https://a.example/cb?error=access_denied&error_description=No%20%27%27%27%27%20%26%20%2B"
                + "&state=a%20b&iss=https%3A%2F%2Fas.example")
    }

    @Test(
        "RFC 6749 §3.1.2: the query that the URI has stays, and schemes of an application's own work",
        arguments: [
            ("https://a.example/cb?x=1", "https://a.example/cb?x=1&code=k"),
            ("https://a.example/cb?", "https://a.example/cb?code=k"),
            ("https://a.example/cb?x&", "https://a.example/cb?x&code=k"), ("cursor://h/cb", "cursor://h/cb?code=k"),
            ("com.example.app:cb", "com.example.app:cb?code=k"), ("http://[::1]:9", "http://[::1]:9?code=k"),
        ])
    func query(redirectURI: String, expected: String) {
        #expect(
            AuthorizationResponse.success(redirectURI: redirectURI, code: Secret("k"), state: nil, issuer: issuer)
                == expected + "&iss=https%3A%2F%2Fas.example")
    }

    @Test(
        "RFC 6749 §4.1.2: the state comes back as it was sent, whatever is in it",
        arguments: ["&code=evil", "#", "a+b%20 ä", "\"<>"])
    func state(state: String) throws {
        let uri = AuthorizationResponse.success(
            redirectURI: "https://a.example/cb", code: Secret("k"), state: state, issuer: issuer)
        #expect(!uri.contains("#"))
        let query = try #require(uri.split(separator: "?", maxSplits: 1).last)
        let pairs = try #require(FormURLEncoded.parse(query.utf8))
        #expect(pairs.map(\.name) == ["code", "state", "iss"])
        #expect(pairs.map(\.value) == ["k", state, issuer])
    }
}
