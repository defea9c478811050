import AuthorizationServer
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Introspection (RFC 7662, rule 14)")
struct IntrospectionTests {
    /// `rs` is the resource server of the harness's resource, `other` a confidential client that has nothing to do with it.
    private func start() async throws -> Harness {
        let harness = try await Harness.withPeople()
        for (id, audience) in [("rs", Harness.resource), ("other", nil), ("web", nil)] {
            try await harness.addApplication(id, methods: [.clientSecretBasic], audience: audience)
        }
        return harness
    }

    @Test(
        "§2.2: a client learns of its own tokens and of those for it; everybody else hears active: false and nothing more"
    )
    func visibility() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("web", secret: true, ["resource": Harness.resource, "scope": "mcp"])
        for caller in ["web", "rs"] {
            let answer = try await harness.introspect(tokens.accessToken, by: caller)
            #expect(answer["active"] == true)
            #expect(answer["scope"] == "mcp")
            #expect(answer["client_id"] == "web")
            #expect(answer["sub"] == "user_1")
            #expect(answer["aud"] == .string(Harness.resource))
            #expect(answer["iss"] == .string(Harness.issuer))
            #expect(answer["exp"] == tokens.accessToken.claims["exp"])
            #expect(answer["jti"] == tokens.accessToken.claims["jti"])
        }
        for caller in ["other", "client_1"] {
            #expect(try await harness.introspect(tokens.accessToken, by: caller) == ["active": false])
        }
    }

    @Test("a refresh token is visible to its client alone")
    func refreshToken() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("web", secret: true, ["resource": Harness.resource])
        #expect(try await harness.introspect(tokens.refreshToken, by: "web")["active"] == true)
        #expect(try await harness.introspect(tokens.refreshToken, by: "rs") == ["active": false])
        #expect(try await harness.introspect(tokens.refreshToken, by: "other") == ["active": false])
        harness.clock.advance(seconds: 30 * 86_400)
        #expect(try await harness.introspect(tokens.refreshToken, by: "web") == ["active": false])
    }

    @Test("expired, revoked, forged and garbled tokens are active: false and nothing more")
    func inactive() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("web", secret: true, ["resource": Harness.resource])
        let text = tokens.accessToken.revealed()
        var others = [
            "x", "a.b.c", text + "x", String(text.dropLast(2)), text.uppercased(), "é",
            String(repeating: "a", count: 60_000),
        ]
        others.append(text.split(separator: ".").prefix(2).joined(separator: ".") + ".")
        for other in others {
            #expect(try await harness.introspect(Secret(other), by: "rs") == ["active": false])
        }
        try await harness.revoke(tokens.accessToken, by: "web", secret: true)
        #expect(try await harness.introspect(tokens.accessToken, by: "rs") == ["active": false])
        let second = try await harness.tokens("web", secret: true, ["resource": Harness.resource])
        harness.clock.advance(seconds: 3599)
        #expect(try await harness.introspect(second.accessToken, by: "rs")["active"] == true)
        harness.clock.advance(seconds: 1)
        #expect(try await harness.introspect(second.accessToken, by: "rs") == ["active": false])
    }

    @Test("§2.1: the caller must authenticate; a public client cannot")
    func authentication() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens()
        for parameters in [
            [], [(name: "client_id", value: "app_1")],
            [(name: "client_id", value: "web"), (name: "client_secret", value: "wrong")],
            [(name: "client_id", value: "web")],
        ] {
            let error = try await refusal {
                try await harness.server.introspect(
                    TokenReference(
                        parameters: parameters + [(name: "token", value: tokens.accessToken.revealed())]),
                    authorization: nil, from: Harness.address)
            }
            #expect(error?.code == .invalidClient)
        }
    }

    @Test(
        "§2.1: an unknown or wrong token_type_hint changes nothing",
        arguments: ["refresh_token", "access_token", "x", ""])
    func hint(_ hint: String) async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("web", secret: true)
        for token in [tokens.accessToken, tokens.refreshToken] {
            let reference = try TokenReference(parameters: [
                (name: "token", value: token?.revealed() ?? ""), (name: "token_type_hint", value: hint),
                (name: "client_id", value: "web"), (name: "client_secret", value: Harness.secret.revealed()),
            ])
            let answer = try await harness.server.introspect(reference, authorization: nil, from: Harness.address)
            #expect(answer["active"] == true)
        }
    }
}
