import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Identity assertions (RFC 7523 §2.1 and §3, ID-JAG draft)")
struct IDJAGTests {
    private func start(
        methods: Set<ClientAuthenticationMethod> = [.clientSecretPost], grants: Set<GrantType> = [.jwtBearer]
    ) async throws -> Harness {
        let harness = try await Harness.withPeople(
            resources: [Harness.resource, "https://other.example.com/mcp"],
            trustedIssuers: [try await Enterprise.issuer()])
        try await harness.addApplication(
            "agent", methods: methods, grants: grants, scopes: ["mcp", "mcp:write"], organizationID: "org_1")
        return harness
    }

    private func token(
        _ harness: Harness, _ assertion: Secret, _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await harness.post(
            Harness.changed(
                [
                    ("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion.revealed()),
                    ("client_id", "agent"), ("client_secret", Harness.secret.revealed()),
                ], changes))
    }

    private func shown(_ harness: Harness, _ changes: [String: JSONValue?] = [:]) async throws -> Secret {
        try await Enterprise.assertion(harness, client: "agent", changes)
    }

    @Test("an assertion gives a token for its person, its scope and its resource, and no refresh token")
    func accepted() async throws {
        let harness = try await start()
        let response = try await token(harness, shown(harness, ["resource": .string(Harness.resource)]))
        let claims = response.accessToken.claims
        #expect(claims["aud"] == .string(Harness.resource))
        #expect(claims["client_id"] == "agent")
        #expect(claims["scope"] == "mcp")
        #expect(claims["org_id"] == "org_1")
        #expect(response.refreshToken == nil)
        #expect(response.idToken == nil)
        let again = try await token(harness, shown(harness))
        #expect(again.accessToken.claims["sub"] == claims["sub"])
        let other = try await token(harness, shown(harness, ["sub": "employee-8"]))
        #expect(other.accessToken.claims["sub"] != claims["sub"])
    }

    @Test(
        "a subject of the provider is never taken for a person of ours",
        arguments: ["user_1", "user_1@example.com", "client_1"])
    func foreignSubject(_ subject: String) async throws {
        let harness = try await start()
        let response = try await token(harness, shown(harness, ["sub": .string(subject)]))
        #expect(response.accessToken.claims["sub"]?.string != subject)
    }

    @Test("an assertion works once")
    func once() async throws {
        let harness = try await start()
        let assertion = try await shown(harness)
        _ = try await token(harness, assertion)
        for seconds: Int64 in [0, 299, 30, 1] {
            harness.clock.advance(seconds: seconds)
            #expect(try await refusal { try await token(harness, assertion) }?.code == .invalidGrant)
        }
    }

    @Test("a request that is refused does not use the assertion up")
    func notUsedUp() async throws {
        let harness = try await start()
        let assertion = try await shown(harness)
        let wide = try await refusal { try await token(harness, assertion, ["scope": "mcp:write"]) }
        #expect(wide?.code == .invalidScope)
        let target = try await refusal { try await token(harness, assertion, ["resource": "https://evil.example"]) }
        #expect(target?.code == .invalidTarget)
        let wrong = try await refusal { try await token(harness, assertion, ["client_secret": "x"]) }
        #expect(wrong?.code == .invalidClient)
        _ = try await token(harness, assertion)
    }

    private static let bad: [[String: JSONValue?]] = [
        ["aud": "https://auth.example.com/"], ["aud": "https://auth.example.com/oauth2/token"], ["aud": nil],
        ["aud": ["https://auth.example.com", "https://x.example"]], ["iss": "https://evil.example"], ["iss": nil],
        ["iss": "https://idp.example.org/"], ["client_id": "app_1"], ["client_id": nil], ["client_id": ["agent"]],
        ["sub": nil], ["sub": ""], ["sub": "a\u{0}b"], ["jti": nil], ["exp": nil], ["exp": 1768478369],
        ["exp": 1768564800], ["iat": nil], ["iat": 1768478700], ["nbf": 1768478700],
        ["scope": 5], ["resource": []], ["resource": 5],
    ]

    @Test("what the trusted issuer did not sign for this server and this client is invalid_grant", arguments: bad)
    func refused(_ changes: [String: JSONValue?]) async throws {
        let harness = try await start()
        let assertion = try await shown(harness, changes)
        #expect(try await refusal { try await token(harness, assertion) }?.code == .invalidGrant)
    }

    @Test(
        "RFC 8725 §3.11: another type of token of the same issuer will not do",
        arguments: ["JWT", "at+jwt", "", "id-jag+jwt", "oauth-id-jag"])
    func wrongType(_ type: String) async throws {
        let harness = try await start()
        let assertion = try await Enterprise.assertion(harness, client: "agent", type: type)
        #expect(try await refusal { try await token(harness, assertion) }?.code == .invalidGrant)
    }

    @Test("a stranger's key, and garbage, are invalid_grant")
    func forged() async throws {
        let harness = try await start()
        let forged = try await Enterprise.assertion(harness, client: "agent", key: TestKeys.stranger())
        for attempt in [forged, Secret("x"), Secret("a.b.c"), try await harness.token().accessToken] {
            #expect(try await refusal { try await token(harness, attempt) }?.code == .invalidGrant)
        }
    }

    @Test("the assertion's scope and the client's both bound the token's")
    func scopes() async throws {
        let harness = try await start()
        let all = try await token(harness, shown(harness, ["scope": "mcp mcp:write admin openid"]))
        #expect(all.scope.values == ["mcp", "mcp:write"])
        let fewer = try await token(harness, shown(harness, ["scope": "mcp mcp:write"]), ["scope": "mcp"])
        #expect(fewer.scope.values == ["mcp"])
        let error = try await refusal {
            try await token(harness, shown(harness, ["scope": "mcp admin"]), ["scope": "admin"])
        }
        #expect(error?.code == .invalidScope)
    }

    @Test("the assertion's resource bounds the request's")
    func resources() async throws {
        let harness = try await start()
        let other = "https://other.example.com/mcp"
        let error = try await refusal {
            try await token(harness, shown(harness, ["resource": .string(Harness.resource)]), ["resource": other])
        }
        #expect(error?.code == .invalidTarget)
        let both: JSONValue = [.string(Harness.resource), .string(other)]
        let chosen = try await token(harness, shown(harness, ["resource": both]), ["resource": other])
        #expect(chosen.accessToken.claims["aud"] == .string(other))
        let unknown = try await refusal {
            try await token(harness, shown(harness, ["resource": "https://evil.example"]))
        }
        #expect(unknown?.code == .invalidTarget)
    }

    @Test("a public client, and one that is not registered for the grant, is refused")
    func clients() async throws {
        let open = try await start(methods: [.none])
        let assertion = try await shown(open)
        let error = try await refusal { try await token(open, assertion, ["client_secret": nil]) }
        #expect(error?.code == .unauthorizedClient)
        let other = try await start(grants: [.clientCredentials])
        let second = try await shown(other)
        #expect(try await refusal { try await token(other, second) }?.code == .unauthorizedClient)
    }

    @Test("without a trusted issuer nothing is announced and nothing taken")
    func off() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("agent", methods: [.clientSecretPost], grants: [.jwtBearer])
        let assertion = try await shown(harness)
        #expect(try await refusal { try await token(harness, assertion) } != nil)
        let grants = harness.server.metadata.json["grant_types_supported"]?.strings
        #expect(grants?.contains(GrantType.jwtBearer.rawValue) == false)
    }

    @Test("keys that cannot be had are temporarily_unavailable, and no verdict")
    func unreachable() async throws {
        let issuer = TrustedIssuer(issuer: Enterprise.name, keys: FixedKeySource(keys: nil))
        let harness = try await Harness.withPeople(trustedIssuers: [issuer])
        try await harness.addApplication("agent", methods: [.clientSecretPost], grants: [.jwtBearer])
        let assertion = try await shown(harness)
        #expect(try await refusal { try await token(harness, assertion) }?.code == .temporarilyUnavailable)
    }
}
