import OAuth
import Testing

@Suite("RFC 6749 §3.1: the first look at an authorization request")
struct AuthorizationParametersTests {
    private func code(_ query: String) throws -> OAuthError.Code {
        try #require(throws: OAuthError.self) {
            try AuthorizationRequest(AuthorizationParameters.parse(query: query))
        }.code
    }

    @Test("A query is decoded; state stays as it was sent")
    func decodes() throws {
        let parameters = try AuthorizationParameters.parse(
            query: "client_id=a%20b&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb%3Fx%3D1&state=%7B%22a%22%3A1%7D+%2B%25")
        #expect(parameters.clientID == "a b")
        #expect(parameters.redirectURI == "http://127.0.0.1/cb?x=1")
        #expect(parameters.state == #"{"a":1} +%"#)
        let empty = try AuthorizationParameters.parse(query: "client_id=&&redirect_uri&=x&state=")
        #expect(empty.clientID == nil && empty.redirectURI == nil && empty.state == nil)
    }

    @Test("RFC 6749 §3.1: a parameter that is known stands once, except resource; one that is not does not matter")
    func twice() throws {
        for name in AuthorizationParameters.names.subtracting(["resource"]) {
            #expect(try code("\(name)=a&\(name)=a") == .invalidRequest)
        }
        // Who the client is and where it wants its answer is known all the same, so the error can go there.
        for name in AuthorizationParameters.names.subtracting(["resource", "client_id", "redirect_uri"]) {
            #expect(throws: Never.self) { try AuthorizationParameters.parse(query: "\(name)=a&\(name)=a") }
        }
        for name in ["client_id", "redirect_uri"] {
            #expect(throws: OAuthError(.invalidRequest, "")) {
                try AuthorizationParameters.parse(query: "\(name)=a&\(name)=a")
            }
        }
        #expect(try AuthorizationParameters.parse(query: "client_id=a&state=a&state=b").state == nil)
        #expect(throws: Never.self) {
            try AuthorizationParameters.parse(query: "resource=a&resource=a&x=1&x=%00&state=&state=b")
        }
    }

    @Test(
        "A broken escape, bytes that are not UTF-8, or a control character are invalid_request",
        arguments: ["state=%", "x=%zz", "state=%ff", "state=%00", "client_id=a%0d%0a", "redirect_uri=%7f", "nonce=%09"])
    func broken(query: String) throws {
        #expect(try code(query) == .invalidRequest)
    }

    @Test("16 KiB are read, one byte more is not")
    func length() throws {
        let longest = "state=" + String(repeating: "x", count: 16_378)
        #expect(try AuthorizationParameters.parse(query: longest).state?.utf8.count == 16_378)
        #expect(try code(longest + "x") == .invalidRequest)
    }
}
