import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Device authorization (RFC 8628)")
struct DeviceTests {
    private func approve(
        _ harness: Harness, _ begun: DeviceAuthorizationResponse, _ approved: Bool = true
    ) async throws -> InteractionOutcome {
        await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: approved, browser: try await harness.signIn())
    }

    @Test("§3.2: the answer has every member that a device needs")
    func begins() async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        #expect(begun.json["expires_in"] == 600)
        #expect(begun.json["interval"] == 5)
        #expect(begun.json["verification_uri"] == "https://auth.example.com/oauth2/device")
        #expect(begun.verificationURIComplete == begun.verificationURI + "?user_code=" + begun.userCode)
        #expect(begun.deviceCode.count >= 43)
        #expect(begun.userCode.count == 9)
    }

    @Test("§3.4 and §3.5: pending, then tokens once")
    func flow() async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice(["scope": "mcp mcp:write", "resource": Harness.resource])
        #expect(try await refusal { try await harness.poll(begun) }?.code == .authorizationPending)
        #expect(try await approve(harness, begun).failure == nil)
        harness.clock.advance(seconds: 5)
        let tokens = try await harness.poll(begun)
        #expect(tokens.scope.values == ["mcp", "mcp:write"])
        #expect(tokens.accessToken.claims["sub"] == "user_1")
        #expect(tokens.accessToken.claims["aud"] == .string(Harness.resource))
        #expect(tokens.accessToken.claims["org_id"] == "org_1")
        #expect(tokens.refreshToken != nil)
        harness.clock.advance(seconds: 5)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .invalidGrant)
        _ = try await harness.refresh(tokens.refreshToken)
    }

    @Test("§3.5: a poll before its time is slow_down, and the interval is 5 seconds longer from then on")
    func slowDown() async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        #expect(try await refusal { try await harness.poll(begun) }?.code == .authorizationPending)
        harness.clock.advance(seconds: 4)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .slowDown)
        harness.clock.advance(seconds: 9)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .slowDown)
        harness.clock.advance(seconds: 15)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .authorizationPending)
    }

    @Test("§3.5: denied is access_denied, too late is expired_token")
    func ends() async throws {
        let harness = try await Harness.withPeople()
        let denied = try await harness.beginDevice()
        _ = try await approve(harness, denied, false)
        #expect(try await refusal { try await harness.poll(denied) }?.code == .accessDenied)
        let late = try await harness.beginDevice()
        harness.clock.advance(seconds: 600)
        #expect(try await refusal { try await harness.poll(late) }?.code == .expiredToken)
        guard case .enterUserCode(let prompt) = try await approve(harness, late) else {
            Issue.record("an expired code was taken")
            return
        }
        #expect(prompt.rejected != nil)
    }

    @Test("the first decision counts")
    func decidedOnce() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addPerson("user_2", organizations: ["org_1"])
        let begun = try await harness.beginDevice()
        _ = try await approve(harness, begun, false)
        let second = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: try await harness.signIn("user_2"))
        if case .decided(true, _) = second { Issue.record("a denied device was approved") }
        #expect(try await refusal { try await harness.poll(begun) }?.code == .accessDenied)
    }

    @Test("another client's device code is invalid_grant, and stays good for its own")
    func otherClient() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("app_2")
        let begun = try await harness.beginDevice()
        _ = try await approve(harness, begun)
        #expect(try await refusal { try await harness.poll(begun, client: "app_2") }?.code == .invalidGrant)
        _ = try await harness.poll(begun)
    }

    @Test("§3.1: an unknown client is invalid_client, one without the grant unauthorized_client")
    func clients() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("web_only", grants: [.authorizationCode])
        #expect(try await refusal { try await harness.beginDevice(client: "nobody") }?.code == .invalidClient)
        #expect(try await refusal { try await harness.beginDevice(client: "web_only") }?.code == .unauthorizedClient)
        #expect(try await refusal { try await harness.beginDevice(client: "client_1") }?.code == .invalidClient)
        #expect(try await refusal { try await harness.beginDevice(["scope": "admin"]) }?.code == .invalidScope)
        #expect(
            try await refusal { try await harness.beginDevice(["resource": "https://evil.example"]) }?.code
                == .invalidTarget)
    }

    @Test(
        "the page shows who asks and the code to compare, whatever way it is typed", arguments: [" ", "-", "", "  - "])
    func typed(_ separator: String) async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice(["scope": "mcp:write"])
        let code = begun.userCode.filter { $0 != "-" }.lowercased()
        let typed = code.prefix(4) + separator + code.dropFirst(4)
        let browser = try await harness.signIn()
        let outcome = await harness.server.device(userCode: String(typed), organizationID: nil, browser: browser)
        let prompt = try #require(outcome.consent)
        #expect(prompt.userCode == begun.userCode)
        #expect(prompt.clientName == "App app_1")
        #expect(prompt.scopes.values == ["mcp:write"])
        #expect(prompt.redirectURI == nil)
    }

    @Test("a device is never approved without a decision, nor by somebody who is not signed in")
    func needsDecision() async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        let browser = try await harness.signIn()
        for _ in 0..<3 {
            #expect(
                await harness.server.device(userCode: begun.userCode, organizationID: nil, browser: browser).isConsent)
        }
        let stranger = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: Harness.stranger)
        #expect(stranger.isSignIn)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .authorizationPending)
    }

    @Test("§5.1: guessing user codes is slowed down, for that person, and not for others elsewhere")
    func guessing() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addPerson("user_2", organizations: ["org_1"])
        let begun = try await harness.beginDevice()
        let browser = try await harness.signIn()
        var last: OAuthError?
        for _ in 0..<12 {
            last = await harness.server.device(userCode: "BBBB-BBBB", organizationID: nil, browser: browser).failure
        }
        #expect(last?.code == .tooManyRequests)
        #expect((last?.retryAfter ?? 0) > 0)
        // The right one is not judged either while the wait lasts.
        #expect(
            await harness.server.device(userCode: begun.userCode, organizationID: nil, browser: browser).failure?.code
                == .tooManyRequests)
        let elsewhere = Browser(session: nil, address: "203.0.113.9")
        let other = try await harness.signIn("user_2", at: elsewhere)
        #expect(await harness.server.device(userCode: begun.userCode, organizationID: nil, browser: other).isConsent)
    }
}
