import JSON
import OAuth
import Testing

@Suite("RFC 7662 §2.1 and RFC 7009 §2.1: a token to ask about or to revoke; RFC 8628 §3.1: a device's request")
struct TokenReferenceTests {
    private func reference(_ parameters: (String, String)...) throws -> TokenReference {
        try TokenReference(parameters: parameters.map { (name: $0.0, value: $0.1) })
    }

    private func device(_ parameters: (String, String)...) throws -> DeviceAuthorizationRequest {
        try DeviceAuthorizationRequest(parameters: parameters.map { (name: $0.0, value: $0.1) })
    }

    @Test("A token, a hint that may be of any kind, and who asks")
    func everything() throws {
        let reference = try reference(
            ("token", "t"), ("token_type_hint", "pat"), ("client_id", "c"), ("client_secret", "s"), ("scope", "é"))
        #expect(reference.token == Secret("t"))
        #expect(reference.hint == "pat")
        #expect(
            try reference.authentication.presented(authorization: nil)
                == .secret(ClientCredentials(clientID: "c", secret: Secret("s"), method: .clientSecretPost)))
        #expect(!String(reflecting: try TokenReferenceTests().reference(("token", "hunter2"))).contains("hunter2"))
    }

    @Test("RFC 7009 §2.1: token is required, and stands once")
    func token() throws {
        for parameters in [[], [("token", "")], [("token", "a"), ("token", "a")], [("token", "a\n")]] {
            let error = try #require(throws: OAuthError.self) {
                try TokenReference(parameters: parameters.map { (name: $0.0, value: $0.1) })
            }
            #expect(error.code == .invalidRequest)
        }
        #expect(try reference(("token", "a")).hint == nil)
    }

    @Test("RFC 8628 §3.1: client_id, scope and resources")
    func deviceRequest() throws {
        let request = try device(
            ("client_id", "c"), ("scope", "a b"), ("resource", "https://r.example"), ("resource", "https://s.example"))
        #expect(try request.authentication.presented(authorization: nil) == .publicClient(clientID: "c"))
        #expect(request.scope?.values == ["a", "b"])
        #expect(request.resources == ["https://r.example", "https://s.example"])
        #expect(try device(("scope", "")).scope == nil)
    }

    @Test("RFC 8628 §3.2: a bad scope is invalid_scope, and client_id twice invalid_request")
    func deviceErrors() throws {
        #expect(try #require(throws: OAuthError.self) { try device(("scope", "é")) }.code == .invalidScope)
        #expect(
            try #require(throws: OAuthError.self) { try device(("client_id", "c"), ("client_id", "c")) }.code
                == .invalidRequest)
    }

    @Test("RFC 8628 §3.2: the answer's members, the numbers as integers")
    func deviceResponse() {
        let response = DeviceAuthorizationResponse(
            deviceCode: Secret("d"), userCode: "BCDF-GHJK", verificationURI: "https://as.example/device",
            verificationURIComplete: "https://as.example/device?user_code=BCDF-GHJK", expiresIn: 600, interval: 5)
        #expect(
            response.json.serializedString()
                == #"{"device_code":"d","user_code":"BCDF-GHJK","verification_uri":"https://as.example/device","#
                + #""verification_uri_complete":"https://as.example/device?user_code=BCDF-GHJK","#
                + #""expires_in":600,"interval":5}"#)
        #expect("\(response)".contains("[redacted]"))
    }
}
