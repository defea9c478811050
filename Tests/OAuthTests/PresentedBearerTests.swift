import OAuth
import Testing

@Suite("RFC 6750 §2.1: the bearer token of an Authorization header")
struct PresentedBearerTests {
    @Test(
        "The scheme in whatever case, one space or more, a b64token",
        arguments: [
            ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER   abc", "abc"),
            ("Bearer aZ09-._~+/==", "aZ09-._~+/=="),
            ("Bearer a.b.c", "a.b.c"), ("Bearer -", "-"),
        ])
    func accepts(header: String, token: String) throws {
        #expect(try PresentedBearer.token(authorization: header) == Secret(token))
    }

    @Test("Without a header there is no token")
    func absent() throws {
        #expect(try PresentedBearer.token(authorization: nil) == nil)
        for other in ["Basic abc", "Bearerabc", "Bear er abc", "Bearer\tabc"] {
            #expect(try PresentedBearer.token(authorization: other) == nil)
        }
    }

    @Test(
        "Another scheme, or what is no b64token, is invalid_request",
        arguments: [
            "", " ", "Bearer", "Bearer ", "Bearer  ", " Bearer abc",
            "Bearer a b",
            "Bearer abc ", "Bearer =", "Bearer ==", "Bearer a=b", "Bearer \"abc\"", "Bearer abc,def", "Bearer ab\u{E9}",
            "Bearer abc\n", "Bearer a\u{0}", "Bearer abc, Bearer def", "\u{212A} abc",
        ])
    func refuses(header: String) throws {
        let error = try #require(throws: OAuthError.self) { try PresentedBearer.token(authorization: header) }
        #expect(error.code == .invalidRequest)
        #expect(!error.description.contains("abc"))
    }
}
