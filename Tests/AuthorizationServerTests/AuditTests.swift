import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Audit log")
struct AuditTests {
    @Test("every issue, rotation, refusal and revocation is an event that names the client, the person and the grant")
    func events() async throws {
        let harness = try await Harness.withPeople()
        let tokens = try await harness.tokens()
        let grant = try #require(tokens.accessToken.claims["sid"]?.string)
        let second = try await harness.refresh(tokens.refreshToken)
        _ = try await refusal { try await harness.redeem("nonsense") }
        try await harness.revoke(second.accessToken)
        try await harness.revoke(second.refreshToken)
        let events = try await harness.events()
        #expect(
            events.map(\.action) == [
                "sign_in.succeeded", "code.issued", "token.issued", "token.rotated", "token.refused", "token.revoked",
                "grant.revoked",
            ])
        for event in events where event.action != "token.refused" { #expect(event.subject == "user_1") }
        for event in events.dropFirst() {
            #expect(event.clientID == "app_1")
            #expect(event.address == Harness.address)
            if event.action != "token.refused" { #expect(event.grantID == grant) }
        }
        #expect(events[4].details["error"] == "invalid_grant")
        #expect(events[2].details["scope"] == "mcp")
    }

    @Test("a second use of a code, and of a refresh token, is told as the revocation that it is")
    func reuse() async throws {
        let harness = try await Harness.withPeople()
        let code = try await harness.code()
        let tokens = try await harness.redeem(code)
        _ = try await refusal { try await harness.redeem(code) }
        let other = try await harness.tokens("app_1", ["state": "2"])
        _ = try await harness.refresh(other.refreshToken)
        harness.clock.advance(seconds: 60)
        _ = try await refusal { try await harness.refresh(other.refreshToken) }
        let revoked = try await harness.events().filter { $0.action == "grant.revoked" }
        #expect(revoked.map(\.details) == [["reason": "code_reused"], ["reason": "refresh_token_reused"]])
        #expect(revoked.map(\.grantID) == [tokens, other].map { $0.accessToken.claims["sid"]?.string })
    }

    @Test("a repetition within the grace is no issue of anything new, but is told")
    func repetition() async throws {
        let harness = try await Harness.withPeople()
        let tokens = try await harness.tokens()
        _ = try await harness.refresh(tokens.refreshToken)
        let count = try await harness.events().count
        _ = try await harness.refresh(tokens.refreshToken)
        #expect(try await harness.events().count == count + 1)
    }

    @Test("refusals at every endpoint are told, with their error")
    func refusals() async throws {
        let harness = try await Harness.withPeople()
        func told(_ what: String, _ body: () async throws -> Void) async throws {
            let before = try await harness.events().count
            try await body()
            let new = try await harness.events().dropFirst(before)
            #expect(new.contains { $0.action.hasSuffix(".refused") && $0.details["error"] != nil }, "\(what)")
        }
        let wrong = try TokenReference(parameters: [
            (name: "token", value: "x"), (name: "client_id", value: "client_1"),
            (name: "client_secret", value: "wrong"),
        ])
        try await told("token") { _ = try await refusal { try await harness.token(("scope", "admin")) } }
        try await told("authorization") {
            _ = await harness.server.authorize(query: Harness.query("nobody"), browser: Harness.stranger)
        }
        try await told("introspection") {
            _ = try await refusal {
                try await harness.server.introspect(wrong, authorization: nil, from: Harness.address)
            }
        }
        try await told("revocation") {
            _ = try await refusal { try await harness.server.revoke(wrong, authorization: nil, from: Harness.address) }
        }
        try await told("device authorization") {
            _ = try await refusal { try await harness.beginDevice(client: "nobody") }
        }
        try await told("registration") {
            _ = try await refusal { try await harness.server.register(["redirect_uris": []], from: Harness.address) }
        }
        try await told("registration management") {
            _ = try await refusal {
                try await harness.server.deleteRegistration(
                    clientID: "app_1", token: Secret("x"), from: Harness.address)
            }
        }
    }

    @Test("device: begun, approved and denied are told")
    func devices() async throws {
        let harness = try await Harness.withPeople()
        let browser = try await harness.signIn()
        for approved in [true, false] {
            let begun = try await harness.beginDevice()
            _ = await harness.server.decideDevice(
                userCode: begun.userCode, organizationID: nil, approved: approved, browser: browser)
        }
        let actions = try await harness.actions()
        #expect(actions.filter { $0 == "device.approved" }.count == 1)
        #expect(actions.filter { $0 == "device.denied" }.count == 1)
    }

    @Test("no event holds a secret, whatever was done with it")
    func noSecrets() async throws {
        let harness = try await Harness.withPeople(trustedIssuers: [try await Enterprise.issuer()])
        var secrets = [Harness.secret.revealed(), Harness.verifier]
        func remember(_ response: TokenResponse) -> TokenResponse {
            secrets += [response.accessToken, response.refreshToken, response.idToken].compactMap { $0?.revealed() }
            return response
        }
        let query = Harness.query("app_1", ["scope": "openid mcp offline_access", "nonce": "nonce-secret"])
        let browser = try await harness.signIn(for: query)
        secrets.append(try #require(browser.session).revealed())
        let code = try await harness.code(query, at: browser)
        secrets.append(code)
        let first = remember(try await harness.redeem(code))
        let second = remember(try await harness.refresh(first.refreshToken))
        _ = remember(try await harness.token())
        _ = try await refusal { try await harness.redeem(code) }
        _ = try await refusal { try await harness.refresh(second.refreshToken) }
        try await harness.revoke(second.refreshToken)
        try await harness.revoke(first.accessToken)
        let begun = try await harness.beginDevice()
        secrets += [begun.deviceCode.revealed()]
        _ = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: browser)
        _ = remember(try await harness.poll(begun))
        try await harness.addApplication("agent", methods: [.clientSecretPost], grants: [.jwtBearer], scopes: ["mcp"])
        let assertion = try await Enterprise.assertion(harness, client: "agent")
        secrets.append(assertion.revealed())
        for _ in 0..<2 {
            _ = try? await harness.post([
                ("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion.revealed()),
                ("client_id", "agent"), ("client_secret", Harness.secret.revealed()),
            ])
        }
        // Secrets where they do not belong: mistakes that clients make.
        for name in ["grant_type", "client_id", "scope", "resource", "redirect_uri"] {
            _ = try? await harness.post(
                Harness.changed(
                    [("grant_type", "refresh_token"), ("client_id", "app_1"), ("refresh_token", "x")],
                    [name: second.refreshToken?.revealed()]))
        }
        let registered = try await harness.server.register(
            ["redirect_uris": ["https://x.example/cb"]], from: Harness.address)
        let clientID = try #require(registered["client_id"]?.string)
        let management = try #require(registered["registration_access_token"]?.string)
        secrets += [management, try #require(registered["client_secret"]?.string)]
        try await harness.server.deleteRegistration(
            clientID: clientID, token: Secret(management), from: Harness.address)
        _ = try? await harness.server.signIn(
            .password(email: "user_1@example.com", password: Secret("pass-word-shown")), for: .device(userCode: nil),
            browser: Harness.stranger)
        secrets.append("pass-word-shown")
        let events = try await harness.events()
        #expect(events.count > 15)
        for event in events {
            let text = "\(event)"
            for secret in secrets {
                #expect(!text.contains(secret), "\(event.action)")
                #expect(!text.contains(secret.suffix(24)), "\(event.action)")
            }
            #expect(!text.contains("eyJ"), "\(event)")
        }
    }

    @Test("a stranger's refusals are bounded, counted, and push nothing else out")
    func flood() async throws {
        let harness = try await Harness.withPeople()
        for _ in 0..<700 { _ = try await refusal { try await harness.redeem("x") } }
        _ = try await harness.tokens()
        #expect(try await harness.events().filter { $0.action == "token.refused" }.count == 100)
        #expect(try await harness.actions().contains("token.issued"))
        harness.clock.advance(seconds: 60)
        _ = try await refusal { try await harness.redeem("x") }
        let suppressed = try await harness.events().first { $0.action == "refusals.suppressed" }
        #expect(suppressed?.details == ["action": "token.refused", "count": "600"])
    }

    @Test("a flood of one kind of refusal hides none of another kind")
    func floodOfOne() async throws {
        let harness = try await Harness.withPeople()
        for _ in 0..<120 { _ = try await refusal { try await harness.redeem("x") } }
        _ = try await refusal { try await harness.beginDevice(client: "nobody") }
        #expect(try await harness.actions().contains("device.refused"))
    }
}
