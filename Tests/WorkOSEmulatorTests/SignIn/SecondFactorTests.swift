import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Signing in with a second factor")
struct SecondFactorTests {
    private func enroll(_ emulator: Harness, _ user: String) async throws -> (factor: String, secret: String) {
        let answer = try await emulator.json(
            .post, "/user_management/users/\(user)/auth_factors", ["type": "totp", "totp_issuer": "Acme"])
        let factor = try #require(answer["authentication_factor"])
        return (try #require(factor["id"]?.string), try #require(factor["totp"]?["secret"]?.string))
    }

    private func code(_ secret: String, _ emulator: Harness) throws -> String {
        try #require(TOTP(base32: secret)).code(at: emulator.clock.now())
    }

    private func challenge(_ factor: String, _ emulator: Harness) async throws -> String {
        try await emulator.create("/auth/factors/\(factor)/challenge", [:])
    }

    private static func grant(_ code: String, _ token: JSONValue?, _ challenge: String) -> JSONObject {
        [
            "grant_type": "urn:workos:oauth:grant-type:mfa-totp", "code": .string(code),
            "pending_authentication_token": token ?? .null, "authentication_challenge_id": .string(challenge),
        ]
    }

    @Test("RFC 6238: a person with an app signs in with its code too")
    func challenged() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let (factor, secret) = try await enroll(emulator, user)
        let error = try await emulator.refusal(Harness.withPassword())
        #expect(error.status == .forbidden && error.code == "mfa_challenge")
        #expect(error.json["authentication_factors"] == [["id": .string(factor), "type": "totp"]])
        #expect(error.json["user"]?["id"]?.string == user)
        let token = error.json["pending_authentication_token"]
        let challenge = try await challenge(factor, emulator)
        emulator.clock.advance(seconds: 60)
        #expect(try await emulator.refusal(Self.grant("000000", token, challenge)).code == "invalid_one_time_code")
        let answer = try await emulator.authenticate(Self.grant(try code(secret, emulator), token, challenge))
        #expect(answer["user"]?["id"]?.string == user)
        #expect(answer["authentication_method"] == "Password")
    }

    @Test("another person's factor is of no use")
    func mismatch() async throws {
        let emulator = try await Harness()
        _ = try await enroll(emulator, try await emulator.person())
        let other = try await emulator.person("mallory@example.com")
        let (factor, secret) = try await enroll(emulator, other)
        let token = try await emulator.refusal(Harness.withPassword()).json["pending_authentication_token"]
        let challenge = try await challenge(factor, emulator)
        emulator.clock.advance(seconds: 60)
        let error = try await emulator.refusal(Self.grant(try code(secret, emulator), token, challenge))
        #expect(error.code == "user_mismatch")
    }

    @Test("where everybody needs a second factor, those without one enroll first")
    func enrollment() async throws {
        let emulator = try await Harness { $0.isMultiFactorRequired = true }
        let user = try await emulator.person()
        let error = try await emulator.refusal(Harness.withPassword())
        #expect(error.status == .forbidden && error.code == "mfa_enrollment")
        let token = error.json["pending_authentication_token"]
        let (factor, secret) = try await enroll(emulator, user)
        let challenge = try await challenge(factor, emulator)
        emulator.clock.advance(seconds: 60)
        let answer = try await emulator.authenticate(Self.grant(try code(secret, emulator), token, challenge))
        #expect(answer["user"]?["id"]?.string == user)
    }

    @Test("OAuth's pages ask for the code behind a password too, and of nobody who was picked")
    func oauth() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let (_, secret) = try await enroll(emulator, user)
        emulator.clock.advance(seconds: 60)
        let interaction = Interaction.authorize(query: "client_id=c&redirect_uri=https%3A%2F%2Fapp.example.com%2F")
        let password = try await emulator.pages.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), for: interaction,
            browser: emulator.browser())
        let browser = emulator.browser(password.secret)
        let prompt = try #require(try await emulator.pages.missingFactor(for: interaction, browser: browser))
        #expect(prompt.kind == .authenticator && prompt.redirectURI == nil)
        await #expect(throws: SignInFailure.wrongCode) {
            try await emulator.pages.enterFactor("000000", browser: browser)
        }
        try await emulator.pages.enterFactor(try code(secret, emulator), browser: browser)
        #expect(try await emulator.pages.missingFactor(for: interaction, browser: browser) == nil)
        let picked = try await emulator.pages.signIn(
            .pick(userID: user), for: interaction, browser: emulator.browser())
        #expect(
            try await emulator.pages.missingFactor(for: interaction, browser: emulator.browser(picked.secret)) == nil)
    }

    @Test("where everybody needs a second factor, OAuth's pages let nobody through who has a password alone")
    func requiredAtOAuth() async throws {
        let emulator = try await Harness { $0.isMultiFactorRequired = true }
        let user = try await emulator.person()
        let interaction = Interaction.device(userCode: nil)
        let session = try await emulator.pages.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), for: interaction,
            browser: emulator.browser())
        await #expect(throws: OAuthError(.accessDenied, "")) {
            _ = try await emulator.pages.missingFactor(for: interaction, browser: emulator.browser(session.secret))
        }
        let picked = try await emulator.pages.signIn(
            .pick(userID: user), for: interaction, browser: emulator.browser())
        #expect(
            try await emulator.pages.missingFactor(for: interaction, browser: emulator.browser(picked.secret)) == nil)
    }

    @Test("an invitation is accepted behind the second factor, not before")
    func invitation() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization()
        let (factor, secret) = try await enroll(emulator, user)
        let invitation = try await emulator.json(
            .post, "/user_management/invitations",
            ["email": "ada@example.com", "organization_id": .string(organization)])
        var body = Harness.withPassword()
        body["invitation_token"] = invitation["token"]
        let error = try await emulator.refusal(body)
        #expect(error.code == "mfa_challenge")
        let path = "/user_management/invitations/\(invitation["id"]?.string ?? "")"
        #expect(try await emulator.json(.get, path)["state"] == "pending")
        let challenge = try await challenge(factor, emulator)
        emulator.clock.advance(seconds: 60)
        let answer = try await emulator.authenticate(
            Self.grant(try code(secret, emulator), error.json["pending_authentication_token"], challenge))
        #expect(answer["organization_id"]?.string == organization)
        #expect(try await emulator.json(.get, path)["state"] == "accepted")
    }

    @Test("at the page the code is asked for behind a password, and guessing it is slowed down")
    func page() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let (_, secret) = try await enroll(emulator, user)
        emulator.clock.advance(seconds: 60)
        let query = Harness.query()
        let session = try await emulator.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), query)
        #expect(await emulator.page(query, session: session).codePrompt?.kind == .authenticator)
        let browser = emulator.browser(session)
        await #expect(throws: SignInFailure.wrongCode) {
            _ = try await emulator.pages.submit(.code("000000"), to: .userManagement, query: query, browser: browser)
        }
        _ = try await emulator.pages.submit(
            .code(try code(secret, emulator)), to: .userManagement, query: query, browser: browser)
        let code = try #require(await emulator.page(query, session: session).answer["code"])
        let answer = try await emulator.authenticate(["grant_type": "authorization_code", "code": .string(code)])
        #expect(answer["authentication_method"] == "Password")
    }
}
