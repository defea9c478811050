import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("RFC 8628: sessions of devices")
struct SessionDeviceTests {
    private func begin(_ emulator: Harness) async throws -> JSONValue {
        try await emulator.json(
            .post, "/user_management/authorize/device", ["client_id": .string(Harness.clientID)], key: nil)
    }

    private func poll(_ begun: JSONValue) -> JSONObject {
        [
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": begun["device_code"] ?? .null,
        ]
    }

    private func decide(_ emulator: Harness, _ begun: JSONValue, _ user: String, approved: Bool) async throws {
        let session = try await emulator.context.server.signIn(
            .pick(userID: user), for: .device(userCode: nil), browser: emulator.browser())
        let browser = emulator.browser(session.secret)
        let code = try #require(begun["user_code"]?.string)
        guard
            case .consent(let prompt) = await emulator.context.server.device(
                userCode: code, organizationID: nil, browser: browser)
        else { throw Harness.NotSignedIn() }
        _ = await emulator.context.server.decideDevice(
            userCode: code, organizationID: nil, approved: approved, shown: prompt.digest, browser: browser)
    }

    @Test("§3.4: an approved device gets a session, once")
    func approved() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let begun = try await begin(emulator)
        #expect(begun["verification_uri"]?.string == "\(Harness.baseURL)/oauth2/device")
        #expect(try await emulator.refusal(poll(begun), secret: nil).json["error"] == "authorization_pending")
        #expect(try await emulator.refusal(poll(begun), secret: nil).json["error"] == "slow_down")
        try await decide(emulator, begun, user, approved: true)
        emulator.clock.advance(seconds: 30)
        let answer = try await emulator.authenticate(poll(begun), secret: nil)
        #expect(answer["user"]?["id"]?.string == user)
        #expect(answer["authentication_method"] == nil)
        let claims = try await emulator.claims(answer)
        #expect(claims["sid"]?.string?.hasPrefix("session_") == true)
        #expect(try await emulator.refusal(poll(begun), secret: nil).json["error"] == "invalid_grant")
        _ = try await emulator.authenticate(Harness.refreshing(answer), secret: nil)
        let sessions = try await emulator.json(.get, "/user_management/users/\(user)/sessions")
        #expect(sessions["data"]?.array?.map { $0["id"] } == [claims["sid"]])
    }

    @Test("§3.5: denied and expired")
    func refused() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let denied = try await begin(emulator)
        try await decide(emulator, denied, user, approved: false)
        #expect(try await emulator.refusal(poll(denied), secret: nil).json["error"] == "access_denied")
        let late = try await begin(emulator)
        emulator.clock.advance(seconds: 600)
        #expect(try await emulator.refusal(poll(late), secret: nil).json["error"] == "expired_token")
        let unknown = try await emulator.error(
            .post, "/user_management/authorize/device", ["client_id": "nobody"], key: nil)
        #expect(unknown.status == .badRequest && unknown.json["error"] == "invalid_client")
    }

    @Test("whoever signed up with an address types the code that was mailed there before a device gets anything")
    func unverified() async throws {
        let emulator = try await Harness()
        let person = NewPerson(
            email: "ceo@corp.example", password: Secret(Harness.password), firstName: nil, lastName: nil)
        let query = Harness.query(["screen_hint": "sign-up"])
        let outcome = try await emulator.pages.submit(
            .signUp(person), to: .userManagement, query: query, browser: emulator.browser())
        guard case .signedIn(let session) = outcome else { throw Harness.NotSignedIn() }
        let browser = emulator.browser(session.secret)
        let device = Interaction.device(userCode: nil)
        let prompt = try #require(try await emulator.pages.missingFactor(for: device, browser: browser))
        #expect(prompt.kind == .emailVerification && prompt.email == "ceo@corp.example")
        let mailed = try #require(emulator.mail.messages.last?.code)
        await #expect(throws: SignInFailure.wrongCode) {
            try await emulator.pages.enterFactor(mailed == "000000" ? "000001" : "000000", browser: browser)
        }
        #expect(try await emulator.pages.missingFactor(for: device, browser: browser) != nil)
        try await emulator.pages.enterFactor(mailed, browser: browser)
        #expect(try await emulator.pages.missingFactor(for: device, browser: browser) == nil)
        #expect(emulator.mail.messages.count == 1)
    }

    @Test("OAuth's pages believe the address of whom the owner made, and not of whoever signed up")
    func vouchedFor() async throws {
        let emulator = try await Harness()
        let authorize = Interaction.authorize(query: "client_id=client_1")
        _ = try await emulator.create(
            "/user_management/users", ["email": "made@example.com", "password": .string(Harness.password)])
        let made = try await emulator.pages.signIn(
            .password(email: "made@example.com", password: Secret(Harness.password)), for: authorize,
            browser: emulator.browser())
        let browser = emulator.browser(made.secret)
        #expect(try await emulator.pages.missingFactor(for: authorize, browser: browser) == nil)
        #expect(
            try await emulator.pages.missingFactor(for: .device(userCode: nil), browser: browser)?.kind
                == .emailVerification)
        let person = NewPerson(
            email: "stranger@example.com", password: Secret(Harness.password), firstName: nil, lastName: nil)
        let outcome = try await emulator.pages.submit(
            .signUp(person), to: .userManagement, query: Harness.query(["screen_hint": "sign-up"]),
            browser: emulator.browser())
        guard case .signedIn(let session) = outcome else { throw Harness.NotSignedIn() }
        #expect(
            try await emulator.pages.missingFactor(for: authorize, browser: emulator.browser(session.secret))?.kind
                == .emailVerification)
    }

    @Test("a device that was approved before the person enrolled a second factor gets nothing")
    func enrolledLater() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let begun = try await begin(emulator)
        try await decide(emulator, begun, user, approved: true)
        emulator.clock.advance(seconds: 30)
        _ = try await emulator.json(
            .post, "/user_management/users/\(user)/auth_factors", ["type": "totp", "totp_issuer": "Acme"])
        #expect(try await emulator.refusal(poll(begun), secret: nil).json["error"] == "access_denied")
        let again = try await begin(emulator)
        try await decide(emulator, again, user, approved: true)
        _ = try await emulator.authenticate(poll(again), secret: nil)
    }

    @Test("an OAuth client of the same identifier gets no tokens for a session's device code")
    func notOAuth() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let begun = try await begin(emulator)
        try await decide(emulator, begun, user, approved: true)
        let client = Client(
            id: "conn_app_1", clientID: Harness.clientID, kind: .application, name: "Same id", organizationID: nil,
            scopes: .none, authenticationMethods: [.none], grantTypes: [.deviceCode],
            createdAt: emulator.clock.now())
        try await emulator.storage.insert(client, secrets: [])
        let request = try TokenRequest(parameters: [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", Harness.clientID),
            ("device_code", try #require(begun["device_code"]?.string)),
        ])
        await #expect(throws: OAuthError(.invalidGrant, "")) {
            _ = try await emulator.context.server.token(request, authorization: nil, from: "192.0.2.1")
        }
        _ = try await emulator.authenticate(poll(begun), secret: nil)
    }
}
