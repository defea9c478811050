import OAuth
import Testing

@Suite("Token requests, on generated bodies")
struct TokenRequestPropertyTests {
    private static let grants: [String] = [
        "authorization_code", "refresh_token", "client_credentials", "password",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    ]
    private static let names = TokenRequest.names.sorted()
    private static let fragments = names + ["&", "=", "+", "%", "%00", "%0A", "%C3%A9", "&&", "=&", "%2", "\u{0}", "é"]

    /// The pairs of a request that may be a good one.
    private func pairs(_ generator: inout InputGenerator) -> [(String, String)] {
        var pairs = [("grant_type", generator.pick(TokenRequestPropertyTests.grants))]
        for name in generator.some(of: TokenRequestPropertyTests.names) where name != "grant_type" {
            switch name {
            case "client_assertion_type": pairs.append((name, ClientAuthenticationParameters.assertionType))
            case "scope": pairs.append((name, generator.text(of: "ab: ", 0...9)))
            default: pairs.append((name, generator.text(0...8)))
            }
            if generator.isOne(in: 40) { pairs.append((name, generator.anyText())) }
        }
        return pairs
    }

    @Test(
        "No body stops the process, and one that is read says the same when it is written again",
        arguments: UInt64(1)...4)
    func damaged(seed: UInt64) throws {
        var generator = InputGenerator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let body = Array(FormURLEncoded.serialize(pairs(&generator)).utf8)
            let bytes = generator.damaged(body, with: TokenRequestPropertyTests.fragments)
            guard let parameters = FormURLEncoded.parse(bytes) else {
                refused += 1
                continue
            }
            do {
                let request = try TokenRequest(parameters: parameters)
                read += 1
                let written = request.written
                #expect(written.allSatisfy { !$0.1.isEmpty && !$0.1.utf8.contains { $0 < 0x20 || $0 == 0x7F } })
                let again = try #require(FormURLEncoded.parse(FormURLEncoded.serialize(written).utf8))
                let rewritten = try TokenRequest(parameters: again).written
                #expect(rewritten.elementsEqual(written, by: ==))
            } catch let error as OAuthError {
                refused += 1
                #expect(error.isPresentable([.invalidRequest, .invalidScope, .invalidClient]))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }

    @Test("Random bytes never stop the process", arguments: UInt64(1)...4)
    func random(seed: UInt64) {
        var generator = InputGenerator(seed: 10 + seed)
        for _ in 0..<2500 {
            guard let parameters = FormURLEncoded.parse(generator.bytes(0...60)) else { continue }
            _ = try? TokenRequest(parameters: parameters)
        }
    }

    @Test("Whatever is presented, two methods never pass, and a client is never guessed", arguments: UInt64(1)...4)
    func presented(seed: UInt64) throws {
        var generator = InputGenerator(seed: 20 + seed)
        for _ in 0..<2500 {
            var single: [String: String] = [:]
            for name in ClientAuthenticationParameters.names where generator.isOne(in: 2) {
                single[name] = generator.pick(["c", "s", ClientAuthenticationParameters.assertionType])
            }
            let header =
                generator.isOne(in: 2) ? generator.pick(["Basic Yzpz", "Basic czpz", "Bearer c", "Basic"]) : nil
            guard let parameters = try? ClientAuthenticationParameters(single),
                let client = try? parameters.presented(authorization: header)
            else { continue }
            switch client {
            case .secret(let credentials) where credentials.method == .clientSecretBasic:
                #expect(single["client_secret"] == nil && single["client_assertion"] == nil)
                #expect(header?.hasPrefix("Basic ") == true)
                #expect(single["client_id"] == nil || single["client_id"] == credentials.clientID)
            case .secret(let credentials):
                #expect(header == nil && single["client_assertion"] == nil)
                #expect(credentials.clientID == single["client_id"] && credentials.method == .clientSecretPost)
            case .assertion(_, let clientID):
                #expect(header == nil && single["client_secret"] == nil && clientID == single["client_id"])
                #expect(single["client_assertion_type"] == ClientAuthenticationParameters.assertionType)
            case .publicClient(let clientID):
                #expect(header == nil && single.count == 1 && clientID == single["client_id"])
            }
        }
    }
}

extension TokenRequest {
    /// The parameters that say what the request says.
    fileprivate var written: [(String, String)] {
        var pairs = [("grant_type", grantType.rawValue)]
        func add(_ name: String, _ value: String?) { if let value { pairs.append((name, value)) } }
        add("client_id", authentication.clientID)
        add("client_secret", authentication.clientSecret?.revealed())
        if let assertion = authentication.clientAssertion {
            add("client_assertion", assertion.revealed())
            add("client_assertion_type", ClientAuthenticationParameters.assertionType)
        }
        add("scope", scope?.parameter)
        for resource in resources { add("resource", resource) }
        switch grant {
        case .authorizationCode(let code, let redirectURI, let verifier):
            add("code", code.revealed())
            add("redirect_uri", redirectURI)
            add("code_verifier", verifier?.revealed())
        case .refreshToken(let token): add("refresh_token", token.revealed())
        case .clientCredentials, .unsupported: break
        case .deviceCode(let code): add("device_code", code.revealed())
        case .jwtBearer(let assertion): add("assertion", assertion.revealed())
        case .tokenExchange(let exchange):
            add("subject_token", exchange.subjectToken.revealed())
            add("subject_token_type", exchange.subjectTokenType)
            add("actor_token", exchange.actorToken?.revealed())
            add("actor_token_type", exchange.actorTokenType)
            add("requested_token_type", exchange.requestedTokenType)
            for audience in exchange.audiences { add("audience", audience) }
        }
        return pairs
    }
}
