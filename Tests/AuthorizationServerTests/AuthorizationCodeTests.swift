import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Authorization code (RFC 6749 §4.1, rules 8 and 12)")
struct AuthorizationCodeTests {
    @Test("Rule 12, RFC 6749 §4.1.2: a second use revokes what the first got")
    func secondUse() async throws {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        let code = try await harness.code(
            Harness.query("app_1", ["resource": Harness.resource, "scope": "openid mcp offline_access"]))
        let first = try await harness.redeem(code)
        #expect(try await harness.introspect(first.accessToken)["active"] == true)
        harness.clock.advance(seconds: 1)
        #expect(try await refusal { try await harness.redeem(code) }?.code == .invalidGrant)
        #expect(try await harness.introspect(first.accessToken)["active"] == false)
        #expect(
            try await refusal { try await harness.server.userInfo(first.accessToken, from: Harness.address) }?.code
                == .invalidToken)
        #expect(try await refusal { try await harness.refresh(first.refreshToken) }?.code == .invalidGrant)
        #expect(harness.server.revocations.isRevoked(anyOf: [first.accessToken.claims["sid"]?.string ?? ""]))
        #expect(try await refusal { try await harness.redeem(code) }?.code == .invalidGrant)
    }

    @Test("Rule 12: a second use is noticed after the code's time and after a refresh")
    func lateSecondUse() async throws {
        let harness = try await Harness.withPeople()
        let code = try await harness.code()
        let first = try await harness.redeem(code)
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 1800)
        #expect(try await refusal { try await harness.redeem(code) }?.code == .invalidGrant)
        #expect(try await refusal { try await harness.refresh(second.refreshToken) }?.code == .invalidGrant)
    }

    @Test("Rule 12: a code lives 60 seconds at most, whatever is configured")
    func lifetime() async throws {
        let harness = try await Harness.withPeople { $0.lifetimes.authorizationCode = 600 }
        let early = try await harness.code()
        let late = try await harness.code(Harness.query("app_1", ["state": "2"]))
        harness.clock.advance(seconds: 59)
        _ = try await harness.redeem(early)
        harness.clock.advance(seconds: 1)
        #expect(try await refusal { try await harness.redeem(late) }?.code == .invalidGrant)
    }

    @Test("RFC 6749 §4.1.3: a code is of no use to another client, and its attempt does not spoil it")
    func otherClient() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("app_2")
        let code = try await harness.code()
        #expect(try await refusal { try await harness.redeem(code, client: "app_2") }?.code == .invalidGrant)
        let tokens = try await harness.redeem(code)
        #expect(try await refusal { try await harness.redeem(code, client: "app_2") }?.code == .invalidGrant)
        _ = try await harness.refresh(tokens.refreshToken)
    }

    @Test(
        "RFC 7636 §4.6: a missing or wrong verifier is invalid_grant and does not use the code up",
        arguments: [
            nil, "", Harness.challenge, Harness.verifier + "A", String(Harness.verifier.dropLast()),
            Harness.verifier.uppercased(), " " + Harness.verifier, Harness.verifier + "\u{301}",
        ])
    func verifier(_ wrong: String?) async throws {
        let harness = try await Harness.withPeople()
        let code = try await harness.code()
        #expect(try await refusal { try await harness.redeem(code, ["code_verifier": wrong]) }?.code == .invalidGrant)
        _ = try await harness.redeem(code)
    }

    @Test(
        "RFC 6749 §4.1.3: another redirect_uri than the one of the request is invalid_grant",
        arguments: [
            "https://app.example.com/callback/", "https://app.example.com/CALLBACK", "https://evil.example/callback",
            "https://app.example.com/callback?x=1", "http://app.example.com/callback",
        ])
    func redirectURI(_ other: String) async throws {
        let harness = try await Harness.withPeople()
        let code = try await harness.code()
        #expect(try await refusal { try await harness.redeem(code, ["redirect_uri": other]) }?.code == .invalidGrant)
        _ = try await harness.redeem(code)
    }

    @Test("RFC 6749 §10.6: where the request left redirect_uri out, the token request may not name another one")
    func redirectURIOfNone() async throws {
        let harness = try await Harness.withPeople()
        let query = Harness.query("app_1", ["redirect_uri": nil])
        let code = try await harness.code(query)
        let error = try await refusal { try await harness.redeem(code, ["redirect_uri": "https://evil.example/cb"]) }
        #expect(error?.code == .invalidGrant)
        _ = try await harness.redeem(code)
    }

    @Test("RFC 8252 §7.3: the loopback port of the authorization request is the one that the token request repeats")
    func loopbackPort() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("native", redirects: ["http://127.0.0.1/cb"])
        let code = try await harness.code(Harness.query("native", ["redirect_uri": "http://127.0.0.1:4711/cb"]))
        for other in ["http://127.0.0.1:4712/cb", "http://127.0.0.1/cb", "http://localhost:4711/cb"] {
            let error = try await refusal { try await harness.redeem(code, client: "native", ["redirect_uri": other]) }
            #expect(error?.code == .invalidGrant)
        }
        _ = try await harness.redeem(code, client: "native", ["redirect_uri": "http://127.0.0.1:4711/cb"])
    }

    @Test("Rule 8: asking at the authorization endpoint keeps nothing and gives no code, however often")
    func idempotent() async throws {
        let harness = try await Harness.withPeople()
        let query = Harness.query()
        for _ in 0..<3 { #expect(await harness.server.authorize(query: query, browser: Harness.stranger).isSignIn) }
        let browser = try await harness.signIn(for: query)
        for _ in 0..<3 { #expect(await harness.server.authorize(query: query, browser: browser).isConsent) }
        #expect(try await !harness.actions().contains("code.issued"))
    }

    @Test("a decision of somebody who is not signed in gives no code")
    func decisionOfNobody() async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.decide(query: Harness.query(), approved: true, browser: Harness.stranger)
        #expect(outcome.isSignIn)
        let forged = Browser(session: Secret("forged"), address: Harness.address)
        #expect(await harness.server.decide(query: Harness.query(), approved: true, browser: forged).isSignIn)
    }

    @Test("RFC 6749 §4.1.2.1: a person who denies sends access_denied to the client, and no code")
    func denied() async throws {
        let harness = try await Harness.withPeople()
        let browser = try await harness.signIn(for: Harness.query())
        let outcome = await harness.server.decide(query: Harness.query(), approved: false, browser: browser)
        #expect(outcome.answer["error"] == "access_denied")
        #expect(outcome.answer["state"] == "state-1")
        #expect(outcome.answer["code"] == nil)
    }

    @Test(
        "Rule 13, RFC 9068 §2.2: the token of a person names the person, the client, the resource and the organization")
    func claims() async throws {
        let harness = try await Harness.withPeople()
        let response = try await harness.tokens("app_1", ["resource": Harness.resource, "scope": "mcp mcp:write"])
        let token = try await harness.claims(response, audience: Harness.resource)
        #expect(token.subject == "user_1")
        #expect(token.claims["client_id"] == "app_1")
        #expect(token.claims["aud"] == .string(Harness.resource))
        #expect(token.claims["scope"] == "mcp mcp:write")
        #expect(token.claims["org_id"] == "org_1")
        #expect(token.claims["auth_time"] == .integer(harness.clock.now().seconds))
        #expect(response.accessToken.header["typ"] == "at+jwt")
        #expect(response.scope.parameter == "mcp mcp:write")
        #expect(response.idToken == nil)
    }

    @Test("RFC 6749 §5.2: a client that is not registered for the grant is unauthorized_client")
    func unregisteredGrant() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("device_only", grants: [.deviceCode])
        let outcome = await harness.server.authorize(query: Harness.query("device_only"), browser: Harness.stranger)
        #expect(outcome.answer["error"] == "unauthorized_client")
        let error = try await refusal { try await harness.redeem("code", client: "device_only") }
        #expect(error?.code == .unauthorizedClient)
    }

    @Test(
        "rule 1: no implicit grant, no hybrid flow",
        arguments: ["token", "id_token", "code token", "code id_token", "none", "CODE", " code"])
    func responseType(_ type: String) async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.authorize(
            query: Harness.query("app_1", ["response_type": type]), browser: Harness.stranger)
        #expect(outcome.answer["error"] == "unsupported_response_type")
    }

    @Test("rule 1: no password grant at the token endpoint")
    func passwordGrant() async throws {
        let harness = try await Harness.withPeople()
        let error = try await refusal {
            try await harness.post([
                ("grant_type", "password"), ("client_id", "app_1"), ("username", "user_1@example.com"),
                ("password", "x"),
            ])
        }
        #expect(error?.code == .unsupportedGrantType)
    }
}
