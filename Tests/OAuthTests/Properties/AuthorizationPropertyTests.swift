import OAuth
import Testing

@Suite("Authorization requests and answers, on generated queries")
struct AuthorizationPropertyTests {
    private static let names = AuthorizationParameters.names.subtracting(["request", "request_uri", "registration"])
        .sorted()
    private static let fragments =
        AuthorizationParameters.names.sorted() + [
            "&", "=", "+", "%", "%00", "%0D%0A", "%23", "plain", "é", "\u{0}", "none",
        ]

    private func pairs(_ generator: inout InputGenerator) -> [(String, String)] {
        var pairs = [
            ("response_type", "code"), ("client_id", generator.text()), ("code_challenge_method", "S256"),
            ("code_challenge", generator.text(of: "abcXYZ019-_", 43...43)),
        ]
        for name in generator.some(of: AuthorizationPropertyTests.names) where !pairs.contains(where: { $0.0 == name })
        {
            switch name {
            case "scope": pairs.append((name, generator.text(of: "ab: ", 0...9)))
            case "prompt":
                pairs.append((name, generator.pick(["none", "login", "login consent", "x", "select_account"])))
            case "max_age": pairs.append((name, String(generator.number(0...100_000))))
            case "response_mode": pairs.append((name, "query"))
            case "resource":
                for _ in 0..<generator.number(0...3) {
                    pairs.append((name, "https://\(generator.text(of: "abc")).example/\(generator.text())"))
                }
            case "state":
                pairs.append((name, generator.isOne(in: 4) ? generator.anyText() : generator.text(of: "a+&=#%?/ ")))
            default: pairs.append((name, generator.text(of: "abc:/.@?", 0...12)))
            }
        }
        return pairs
    }

    @Test(
        "No query stops the process, and one that is read says the same when it is written again",
        arguments: UInt64(1)...4)
    func damaged(seed: UInt64) throws {
        var generator = InputGenerator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let query: String = generator.damaged(
                FormURLEncoded.serialize(pairs(&generator)), with: AuthorizationPropertyTests.fragments)
            do {
                let parameters = try AuthorizationParameters.parse(query: query)
                let request = try AuthorizationRequest(parameters)
                read += 1
                #expect(PKCE.isCodeChallenge(request.codeChallenge) && !request.clientID.isEmpty)
                #expect(request.resources.count <= 8)
                #expect(!request.prompt.contains(.none) || request.prompt.count == 1)
                #expect(request.maxAge.map { $0 >= 0 } ?? true)
                let written = request.written
                #expect(written.allSatisfy { !$0.1.utf8.contains { $0 < 0x20 || $0 == 0x7F } })
                let again = try AuthorizationParameters.parse(query: FormURLEncoded.serialize(written))
                let rewritten = try AuthorizationRequest(again).written
                #expect(rewritten.elementsEqual(written, by: ==))
            } catch {
                refused += 1
                #expect(error.isPresentable(AuthorizationPropertyTests.codes))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }

    private static let codes: Set<OAuthError.Code> = [
        .invalidRequest, .invalidScope, .invalidTarget, .unsupportedResponseType, .requestNotSupported,
        .requestURINotSupported, .registrationNotSupported,
    ]

    @Test("Random queries never stop the process", arguments: UInt64(1)...4)
    func random(seed: UInt64) {
        var generator = InputGenerator(seed: 10 + seed)
        for _ in 0..<2500 {
            let query = String(decoding: generator.bytes(0...60), as: UTF8.self)
            if let parameters = try? AuthorizationParameters.parse(query: query) {
                _ = try? AuthorizationRequest(parameters)
            }
        }
    }

    @Test(
        "RFC 6749 §4.1.2: whatever the state, an answer goes to the redirect URI and its parameters come back",
        arguments: UInt64(1)...4)
    func answers(seed: UInt64) throws {
        var generator = InputGenerator(seed: 20 + seed)
        let uris = [
            "https://a.example/cb", "https://a.example/cb?x=1", "cursor://h/cb", "app.x:cb?", "http://[::1]:1?y",
        ]
        for _ in 0..<2500 {
            let redirectURI = generator.pick(uris)
            let state = generator.isOne(in: 5) ? nil : generator.anyText(1...20)
            let issuer = "https://as.example/\(generator.text())"
            let code = generator.anyText(1...12)
            let succeeds = generator.isOne(in: 2)
            let answer =
                succeeds
                ? AuthorizationResponse.success(
                    redirectURI: redirectURI, code: Secret(code), state: state, issuer: issuer)
                : AuthorizationResponse.failure(
                    redirectURI: redirectURI, error: OAuthError(.accessDenied, code), state: state, issuer: issuer)
            #expect(answer.utf8.starts(with: redirectURI.utf8))
            #expect(answer.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
            let query = try #require(answer.split(separator: "?", maxSplits: 1).last)
            var values: [String: String] = [:]
            for pair in try #require(FormURLEncoded.parse(query.utf8)) { values[pair.name] = pair.value }
            #expect(values["iss"] == issuer)
            #expect(values["state"].map { Array($0.utf8) } == state.map { Array($0.utf8) })
            #expect((values["code"] != nil) == succeeds && (values["error"] != nil) == !succeeds)
            if succeeds { #expect(values["code"].map { Array($0.utf8) } == Array(code.utf8)) }
        }
    }
}

extension AuthorizationRequest {
    /// The parameters that say what the request says.
    fileprivate var written: [(String, String)] {
        var pairs = [
            ("response_type", "code"), ("client_id", clientID), ("code_challenge", codeChallenge),
            ("code_challenge_method", "S256"),
        ]
        func add(_ name: String, _ value: String?) { if let value { pairs.append((name, value)) } }
        add("redirect_uri", redirectURI)
        add("state", state)
        add("scope", scope?.parameter)
        for resource in resources { add("resource", resource) }
        add("nonce", nonce)
        if !prompt.isEmpty { add("prompt", prompt.map(\.rawValue).sorted().joined(separator: " ")) }
        add("max_age", maxAge.map { String($0) })
        add("login_hint", loginHint)
        return pairs
    }
}
