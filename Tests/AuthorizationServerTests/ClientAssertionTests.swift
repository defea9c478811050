import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("private_key_jwt (RFC 7523 §2.2 and §3, rule 10)")
struct ClientAssertionTests {
    private static let type = ClientAuthenticationParameters.assertionType

    private func start() async throws -> Harness {
        let harness = try await Harness.withPeople()
        let keys = JSONWebKeySet([try await TestKeys.elliptic().publicKey, try await TestKeys.edwards().publicKey])
        try await harness.addApplication(
            "signer", methods: [.privateKeyJWT], grants: [.clientCredentials, .authorizationCode], scopes: ["mcp"],
            keys: .inline(keys.json.serializedString()))
        return harness
    }

    private func assertion(
        _ harness: Harness, type: String = "JWT", key: (any StorableSigner)? = nil,
        _ changes: [String: JSONValue?] = [:]
    ) async throws -> Secret {
        let now = harness.clock.now().seconds
        var claims: JSONObject = [
            "iss": "signer", "sub": "signer", "aud": .string(Harness.issuer), "iat": .integer(now),
            "exp": .integer(now + 300), "jti": .string(SystemRandomSource().token().revealed()),
        ]
        for (name, value) in changes { claims[name] = value }
        var signer = key
        if signer == nil { signer = try await TestKeys.elliptic() }
        return try await signer!.token(type: type, claims: claims)
    }

    private func token(
        _ harness: Harness, _ assertion: Secret, _ changes: [String: String?] = [:], authorization: String? = nil
    ) async throws -> TokenResponse {
        try await harness.post(
            Harness.changed(
                [
                    ("grant_type", "client_credentials"), ("client_assertion_type", Self.type),
                    ("client_assertion", assertion.revealed()),
                ], changes), authorization: authorization)
    }

    @Test("without client_id the client is the assertion's sub; an equal client_id is no second method")
    func accepted() async throws {
        let harness = try await start()
        let first = try await token(harness, try await assertion(harness))
        #expect(first.accessToken.claims["client_id"] == "signer")
        _ = try await token(harness, try await assertion(harness), ["client_id": "signer"])
        _ = try await token(harness, try await assertion(harness, key: TestKeys.edwards()))
        _ = try await token(harness, try await assertion(harness, ["aud": [.string(Harness.issuer)]]))
    }

    @Test("a jti works once, as long as its assertion lives, and longer by what clocks may differ")
    func once() async throws {
        let harness = try await start()
        let shown = try await assertion(harness)
        _ = try await token(harness, shown)
        for seconds: Int64 in [0, 100, 199, 20, 12, 1] {
            harness.clock.advance(seconds: seconds)
            #expect(try await refusal { try await token(harness, shown) }?.code == .invalidClient)
        }
        let same: [String: JSONValue?] = ["jti": "the-same"]
        _ = try await token(harness, try await assertion(harness, same))
        let other = try await assertion(harness, same.merging(["iat": nil]) { $1 })
        #expect(try await refusal { try await token(harness, other) }?.code == .invalidClient)
    }

    @Test("two clients may use one jti")
    func perClient() async throws {
        let harness = try await start()
        let keys = JSONWebKeySet([try await TestKeys.elliptic().publicKey])
        try await harness.addApplication(
            "other", methods: [.privateKeyJWT], grants: [.clientCredentials], scopes: ["mcp"],
            keys: .inline(keys.json.serializedString()))
        _ = try await token(harness, try await assertion(harness, ["jti": "1"]))
        _ = try await token(harness, try await assertion(harness, ["jti": "1", "iss": "other", "sub": "other"]))
    }

    @Test("sweeping does not bring a used assertion back")
    func sweep() async throws {
        let harness = try await start()
        let shown = try await assertion(harness)
        _ = try await token(harness, shown)
        harness.clock.advance(seconds: 320)
        _ = await harness.housekeeping.sweep()
        #expect(try await refusal { try await token(harness, shown) }?.code == .invalidClient)
    }

    private static let bad: [[String: JSONValue?]] = [
        ["aud": "https://auth.example.com/"], ["aud": "https://auth.example.com/oauth2/token"],
        ["aud": ["https://auth.example.com", "https://other.example"]], ["aud": []], ["aud": nil], ["aud": 1],
        ["iss": "other"], ["iss": nil], ["sub": nil], ["sub": "client_1"], ["sub": "nobody", "iss": "nobody"],
        ["jti": nil], ["jti": ""], ["jti": 1], ["exp": nil], ["exp": "1768478500"], ["exp": 1768478800],
        ["exp": 1768478369], ["nbf": 1768478460], ["iat": 1768478460],
        ["iat": 1768478000], ["exp": 9_223_372_036_854_775_807], ["exp": -1],
        ["jti": .string(String(repeating: "j", count: 300))], ["jti": "a\u{0}b"], ["sub": "sig\u{0}ner"],
    ]

    @Test("what is not signed by this client for this issuer alone, shortly before, is invalid_client", arguments: bad)
    func refused(_ changes: [String: JSONValue?]) async throws {
        let harness = try await start()
        let shown = try await assertion(harness, changes)
        #expect(try await refusal { try await token(harness, shown) }?.code == .invalidClient)
    }

    @Test("a key that is not the client's, no signature, HMAC with the public key, an access token of ours")
    func forged() async throws {
        let harness = try await start()
        let good = try await assertion(harness).revealed()
        let parts = good.split(separator: ".")
        let none = Base64.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8), .url)
        let hmac = Base64.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), .url)
        var attempts = [
            "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(hmac).\(parts[1]).\(parts[2])",
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", good + "x", "x" + good, good + ".x", "...", ".", "é",
            try await harness.token().accessToken.revealed(),
        ]
        attempts.append(try await assertion(harness, key: TestKeys.stranger()).revealed())
        attempts.append(try await assertion(harness, type: "at+jwt").revealed())
        attempts.append(try await assertion(harness, type: "oauth-id-jag+jwt").revealed())
        for attempt in attempts {
            #expect(try await refusal { try await token(harness, Secret(attempt)) }?.code == .invalidClient)
        }
    }

    @Test("a client that registered keys may not use a secret, nor the other way round")
    func wrongMethod() async throws {
        let harness = try await start()
        for parameters in [[("client_id", "signer"), ("client_secret", "x")], [("client_id", "signer")]] {
            let error = try await refusal {
                try await harness.post([("grant_type", "client_credentials")] + parameters)
            }
            #expect(error?.code == .invalidClient)
        }
        let shown = try await assertion(harness, ["iss": "client_1", "sub": "client_1"])
        #expect(try await refusal { try await token(harness, shown) }?.code == .invalidClient)
    }

    @Test("two methods at once are invalid_request; an assertion without its type too; another type is invalid_client")
    func twoMethods() async throws {
        let harness = try await start()
        let shown = try await assertion(harness)
        let basic = "Basic " + Base64.encode(Array("signer:x".utf8), .standard)
        #expect(try await refusal { try await token(harness, shown, ["client_secret": "x"]) }?.code == .invalidRequest)
        #expect(try await refusal { try await token(harness, shown, authorization: basic) }?.code == .invalidRequest)
        let untyped: [String: String?] = ["client_assertion_type": nil]
        #expect(try await refusal { try await token(harness, shown, untyped) }?.code == .invalidRequest)
        let saml: [String: String?] = [
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
        ]
        #expect(try await refusal { try await token(harness, shown, saml) }?.code == .invalidClient)
        let other: [String: String?] = ["client_id": "app_1"]
        let error = try await refusal { try await token(harness, shown, other) }
        #expect(error?.code == .invalidClient || error?.code == .invalidRequest)
        // None of them used the assertion up.
        _ = try await token(harness, shown)
    }

    @Test("it authenticates at introspection and revocation too")
    func elsewhere() async throws {
        let harness = try await start()
        let issued = try await token(harness, try await assertion(harness))
        for _ in 0..<2 {
            let reference = try TokenReference(parameters: [
                (name: "token", value: issued.accessToken.revealed()),
                (name: "client_assertion_type", value: Self.type),
                (name: "client_assertion", value: try await assertion(harness).revealed()),
            ])
            let answer = try await harness.server.introspect(reference, authorization: nil, from: Harness.address)
            #expect(answer["active"] == true)
        }
        let reference = try TokenReference(parameters: [
            (name: "token", value: issued.accessToken.revealed()), (name: "client_assertion_type", value: Self.type),
            (name: "client_assertion", value: try await assertion(harness).revealed()),
        ])
        try await harness.server.revoke(reference, authorization: nil, from: Harness.address)
        #expect(harness.server.revocations.isRevoked(anyOf: [issued.accessToken.claims["jti"]?.string ?? ""]))
    }

    @Test("a jwks_uri that does not answer is temporarily_unavailable, which counts as no failed attempt")
    func unreachableKeys() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication(
            "signer", methods: [.privateKeyJWT], grants: [.clientCredentials], scopes: ["mcp"],
            keys: .url("https://keys.example.com/jwks"))
        for _ in 0..<20 {
            let shown = try await assertion(harness)
            #expect(try await refusal { try await token(harness, shown) }?.code == .temporarilyUnavailable)
        }
    }
}
