import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Token exchange (RFC 8693, rule 14)")
struct TokenExchangeTests {
    private static let grant = GrantType.tokenExchange.rawValue
    private static let accessToken = "urn:ietf:params:oauth:token-type:access_token"
    private static let target = "https://down.example.com/api"
    private static let second = "https://deeper.example.com/api"

    /// `rs` is the resource server of the harness's resource and may exchange for the target; `rs_2` is the target.
    private func start() async throws -> Harness {
        let harness = try await Harness.withPeople(resources: [Harness.resource, Self.target, Self.second])
        try await harness.addApplication(
            "rs", methods: [.clientSecretPost], grants: [.tokenExchange], audience: Harness.resource,
            targets: [Self.target])
        try await harness.addApplication(
            "rs_2", methods: [.clientSecretPost], grants: [.tokenExchange], audience: Self.target,
            targets: [Self.second])
        return harness
    }

    private func exchange(
        _ harness: Harness, _ token: Secret, client: String = "rs", _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await harness.post(
            Harness.changed(
                [
                    ("grant_type", Self.grant), ("subject_token", token.revealed()),
                    ("subject_token_type", Self.accessToken), ("client_id", client),
                    ("client_secret", Harness.secret.revealed()), ("resource", Self.target),
                ], changes))
    }

    private func person(_ harness: Harness) async throws -> TokenResponse {
        try await harness.tokens("app_1", ["resource": Harness.resource, "scope": "mcp mcp:write"])
    }

    @Test("§2.2: the new token is for the target, about the same person, with the client as its actor")
    func exchanges() async throws {
        let harness = try await start()
        let subject = try await person(harness)
        let response = try await exchange(harness, subject.accessToken)
        #expect(response.json["issued_token_type"] == .string(Self.accessToken))
        #expect(response.json["token_type"] == "Bearer")
        #expect(response.refreshToken == nil)
        let claims = response.accessToken.claims
        #expect(claims["aud"] == .string(Self.target))
        #expect(claims["sub"] == "user_1")
        #expect(claims["client_id"] == "rs")
        #expect(claims["org_id"] == "org_1")
        #expect(claims["act"] == ["sub": "rs"])
        #expect(claims["scope"] == "mcp mcp:write")
        #expect(response.accessToken.header["typ"] == "at+jwt")
        let byAudience = try await exchange(harness, subject.accessToken, ["resource": nil, "audience": Self.target])
        #expect(byAudience.accessToken.claims["aud"] == .string(Self.target))
    }

    @Test("§4.1: the chain of actors grows outwards")
    func chain() async throws {
        let harness = try await start()
        let first = try await exchange(harness, try await person(harness).accessToken)
        let second = try await exchange(harness, first.accessToken, client: "rs_2", ["resource": Self.second])
        #expect(second.accessToken.claims["act"] == ["sub": "rs_2", "act": ["sub": "rs"]])
        #expect(second.accessToken.claims["sub"] == "user_1")
    }

    @Test("a token lives no longer than the one that it came of")
    func expiry() async throws {
        let harness = try await start()
        let subject = try await person(harness)
        harness.clock.advance(seconds: 3000)
        let response = try await exchange(harness, subject.accessToken)
        #expect(response.accessToken.claims["exp"] == subject.accessToken.claims["exp"])
        #expect(response.expiresIn == 600)
        harness.clock.advance(seconds: 600)
        #expect(try await refusal { try await exchange(harness, subject.accessToken) }?.code == .invalidGrant)
    }

    @Test("scopes narrow and never widen")
    func scopes() async throws {
        let harness = try await start()
        let subject = try await harness.tokens("app_1", ["resource": Harness.resource, "scope": "mcp"])
        let error = try await refusal { try await exchange(harness, subject.accessToken, ["scope": "mcp mcp:write"]) }
        #expect(error?.code == .invalidScope)
        let wide = try await person(harness)
        let narrow = try await exchange(harness, wide.accessToken, ["scope": "mcp"])
        #expect(narrow.accessToken.claims["scope"] == "mcp")
        let again = try await refusal {
            try await exchange(
                harness, narrow.accessToken, client: "rs_2", ["resource": Self.second, "scope": "mcp mcp:write"])
        }
        #expect(again?.code == .invalidScope)
    }

    @Test(
        "only configured targets, and one at a time",
        arguments: [
            Self.second, Harness.resource, "https://evil.example", "https://down.example.com/api/", "rs", "app_1",
        ])
    func targets(_ target: String) async throws {
        let harness = try await start()
        let subject = try await person(harness)
        for name in ["resource", "audience"] {
            let error = try await refusal {
                try await exchange(harness, subject.accessToken, ["resource": nil].merging([name: target]) { $1 })
            }
            #expect(error?.code == .invalidTarget)
        }
        let both = try await refusal { try await exchange(harness, subject.accessToken, ["audience": target]) }
        #expect(both != nil)
    }

    @Test("only when the client is in the subject token's audience")
    func audience() async throws {
        let harness = try await start()
        let other = try await harness.tokens("app_1", ["resource": Self.second])
        #expect(try await refusal { try await exchange(harness, other.accessToken) }?.code == .invalidGrant)
        let bare = try await harness.tokens("app_1")
        #expect(try await refusal { try await exchange(harness, bare.accessToken) }?.code == .invalidGrant)
        let subject = try await person(harness)
        let foreign = try await refusal {
            try await exchange(harness, subject.accessToken, client: "rs_2", ["resource": Self.second])
        }
        #expect(foreign?.code == .invalidGrant)
    }

    @Test("a revoked subject token, and one whose grant is revoked, is invalid_grant")
    func revoked() async throws {
        let harness = try await start()
        let first = try await person(harness)
        try await harness.revoke(first.accessToken)
        #expect(try await refusal { try await exchange(harness, first.accessToken) }?.code == .invalidGrant)
        let second = try await person(harness)
        let derived = try await exchange(harness, second.accessToken)
        #expect(try await harness.introspect(derived.accessToken, by: "rs_2")["active"] == true)
        try await harness.revoke(second.refreshToken)
        #expect(try await refusal { try await exchange(harness, second.accessToken) }?.code == .invalidGrant)
        // What came of it is worth nothing either.
        #expect(try await harness.introspect(derived.accessToken, by: "rs_2")["active"] == false)
    }

    @Test("public clients, and those without targets, may not exchange")
    func clients() async throws {
        let harness = try await start()
        try await harness.addApplication("open", audience: Harness.resource, targets: [Self.target])
        try await harness.addApplication("none", methods: [.clientSecretPost], audience: Harness.resource)
        let subject = try await person(harness)
        let open = try await refusal {
            try await exchange(harness, subject.accessToken, client: "open", ["client_secret": nil])
        }
        #expect(open?.code == .unauthorizedClient)
        let none = try await refusal { try await exchange(harness, subject.accessToken, client: "none") }
        #expect(none?.code == .unauthorizedClient)
        let wrong = try await refusal { try await exchange(harness, subject.accessToken, ["client_secret": "x"]) }
        #expect(wrong?.code == .invalidClient)
    }

    @Test(
        "§2.1: other types of token are invalid_request",
        arguments: [
            ["subject_token_type": "urn:ietf:params:oauth:token-type:id_token"],
            ["subject_token_type": "urn:ietf:params:oauth:token-type:refresh_token"], ["subject_token_type": nil],
            ["subject_token": nil], ["requested_token_type": "urn:ietf:params:oauth:token-type:id_token"],
            ["requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"],
            ["actor_token": "x", "actor_token_type": Self.accessToken], ["actor_token": "x"],
            ["actor_token_type": Self.accessToken], ["resource": nil],
        ] as [[String: String?]])
    func types(_ changes: [String: String?]) async throws {
        let harness = try await start()
        let subject = try await person(harness)
        #expect(
            try await refusal { try await exchange(harness, subject.accessToken, changes) }?.code == .invalidRequest)
    }

    @Test("an ID token, a refresh token and a stranger's token are no subject tokens")
    func notAccessTokens() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens(
            "app_1", ["resource": Harness.resource, "scope": "openid mcp offline_access"])
        let now = harness.clock.now().seconds
        let forged = try await TestKeys.stranger().token(
            type: "at+jwt",
            claims: [
                "iss": .string(Harness.issuer), "sub": "user_1", "aud": .string(Harness.resource), "client_id": "app_1",
                "exp": .integer(now + 100), "iat": .integer(now), "scope": "mcp",
            ])
        for token in [try #require(tokens.idToken), try #require(tokens.refreshToken), forged, Secret("a.b.c")] {
            #expect(try await refusal { try await exchange(harness, token) }?.code == .invalidGrant)
        }
    }
}
