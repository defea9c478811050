import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("The sign-in page of sessions")
struct SignInPageTests {
    private func exchange(_ code: String, _ more: JSONObject = [:]) -> JSONObject {
        var body: JSONObject = ["grant_type": "authorization_code", "code": .string(code)]
        for (name, value) in more.members { body[name] = value }
        return body
    }

    @Test("a picked person comes back with a code and the state, and the code gives a session")
    func pick() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let query = Harness.query(["login_hint": "ada@example.com"])
        let prompt = try #require(await emulator.page(query).prompt)
        #expect(prompt.people.map(\.id) == [user] && prompt.email == "ada@example.com")
        let session = try await emulator.signIn(.pick(userID: user), query)
        let outcome = await emulator.page(query, session: session)
        #expect(outcome.location?.hasPrefix(Harness.callback + "?") == true)
        #expect(outcome.answer["state"] == "st&te")
        #expect(Set(outcome.answer.keys) == ["code", "state"])
        let code = try #require(outcome.answer["code"])
        let answer = try await emulator.authenticate(exchange(code))
        #expect(answer["user"]?["id"]?.string == user)
        #expect(answer["authentication_method"] == "MagicAuth")
    }

    @Test("RFC 6749 §4.1.2: a code is of use once, and its second use ends the session")
    func codeReuse() async throws {
        let emulator = try await Harness()
        let code = try await emulator.code(of: try await emulator.person())
        let answer = try await emulator.authenticate(exchange(code))
        #expect(try await emulator.refusal(exchange(code)).code == "invalid_grant")
        #expect(try await emulator.refusal(Harness.refreshing(answer)).code == "invalid_grant")
    }

    @Test("a code lives ten minutes, and is its application's alone")
    func codeBounds() async throws {
        let emulator = try await Harness()
        let code = try await emulator.code(of: try await emulator.person())
        #expect(
            try await emulator.refusal(exchange(code, ["client_id": "client_other"])).code == "invalid_grant")
        emulator.clock.advance(seconds: 600)
        #expect(try await emulator.refusal(exchange(code)).code == "invalid_grant")
    }

    @Test("RFC 7636 §4.6: with a challenge the verifier is needed, and then no secret")
    func proofKey() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        // The example of RFC 7636 appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        let changes = ["code_challenge": challenge, "code_challenge_method": "S256"]
        let code = try await emulator.code(of: user, changes)
        #expect(try await emulator.refusal(exchange(code)).code == "invalid_grant")
        let wrong = exchange(code, ["code_verifier": .string(String(repeating: "w", count: 64))])
        #expect(try await emulator.refusal(wrong, secret: nil).code == "invalid_grant")
        let right = exchange(code, ["code_verifier": .string(verifier)])
        let answer = try await emulator.authenticate(right, secret: nil)
        // Whoever got it without a secret refreshes without one.
        _ = try await emulator.authenticate(Harness.refreshing(answer), secret: nil)
        let plain = try await emulator.code(of: user)
        #expect(try await emulator.refusal(exchange(plain), secret: nil).code == "invalid_client")
        let needless = exchange(plain, ["code_verifier": .string(verifier)])
        #expect(try await emulator.refusal(needless).code == "code_challenge_not_found")
        let bad = Harness.query(["code_challenge": "short", "code_challenge_method": "S256"])
        #expect(await emulator.page(bad).answer["error"] == "invalid_request")
    }

    @Test(
        "RFC 6749 §4.1.2.1: where the application or the redirect URI is in doubt, nobody is sent away",
        arguments: [
            ["client_id": "nobody"], ["client_id": nil], ["redirect_uri": nil],
            ["redirect_uri": "https://evil.example.com/"], ["redirect_uri": "http://evil.example.com/"],
            ["redirect_uri": "http://localhost.evil.example.com/"], ["redirect_uri": "cursor://callback"],
        ] as [[String: String?]])
    func doubt(changes: [String: String?]) async throws {
        let emulator = try await Harness()
        #expect(await emulator.page(Harness.query(changes)).failure != nil)
    }

    @Test("RFC 8252 §7.3: registered redirect URIs match byte for byte, except for the port on loopback")
    func redirectURIs() async throws {
        let emulator = try await Harness()
        for uri in ["https://app.example.com/callback", "http://127.0.0.1/done"] {
            _ = try await emulator.create("/user_management/redirect_uris", ["uri": .string(uri)])
        }
        for uri in ["https://app.example.com/callback", "http://127.0.0.1:4711/done"] {
            #expect(await emulator.page(Harness.query(["redirect_uri": uri])).prompt != nil)
        }
        for uri in ["https://app.example.com/callback/", "https://app.example.com:444/callback", Harness.callback] {
            #expect(await emulator.page(Harness.query(["redirect_uri": uri])).failure != nil)
        }
    }

    @Test("what else is wrong with the request is told to the application")
    func errors() async throws {
        let emulator = try await Harness()
        #expect(
            await emulator.page(Harness.query(["response_type": "token"])).answer["error"]
                == "unsupported_response_type")
        #expect(await emulator.page(Harness.query(["prompt": "none"])).answer["error"] == "login_required")
        #expect(await emulator.page(Harness.query(["provider": "NoOAuth"])).answer["error"] == "invalid_request")
        let twice = Harness.query() + "&provider=authkit"
        #expect(await emulator.page(twice).answer["error"] == "invalid_request")
    }

    @Test("the organization is the request's, the only one, or the person's choice")
    func organizations() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let first = try await emulator.organization("Acme", members: [user])
        let query = Harness.query()
        let session = try await emulator.signIn(.pick(userID: user), query)
        let code = try #require(await emulator.page(query, session: session).answer["code"])
        #expect(try await emulator.authenticate(exchange(code))["organization_id"]?.string == first)
        let second = try await emulator.organization("Globex", members: [user])
        #expect(await emulator.page(query, session: session).organizations == [first, second])
        let named = Harness.query(["organization_id": second])
        let chosen = try #require(await emulator.page(named, session: session).answer["code"])
        #expect(try await emulator.authenticate(exchange(chosen))["organization_id"]?.string == second)
        let foreign = Harness.query(["organization_id": try await emulator.organization("Initech")])
        #expect(await emulator.page(foreign, session: session).answer["error"] == "access_denied")
    }

    @Test("prompt=login asks anew, and the sign-in that it asks for counts for that request alone")
    func promptLogin() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let first = Harness.query(["prompt": "login", "state": "1"])
        let session = try await emulator.signIn(.pick(userID: user), first)
        #expect(await emulator.page(first, session: session).answer["code"] != nil)
        #expect(await emulator.page(first, session: session).prompt != nil)
        let second = Harness.query(["prompt": "login", "state": "2"])
        #expect(await emulator.page(second, session: session).prompt != nil)
    }

    @Test("a provider's name makes the page stand in for it")
    func provider() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let query = Harness.query(["provider": "GoogleOAuth"])
        #expect(await emulator.page(query).prompt?.provider == "GoogleOAuth")
        let code = try await emulator.code(of: user, ["provider": "GoogleOAuth"])
        let answer = try await emulator.authenticate(exchange(code))
        #expect(answer["authentication_method"] == "GoogleOAuth")
        let sessions = try await emulator.json(.get, "/user_management/users/\(user)/sessions")
        #expect(sessions["data"]?.array?.first?["auth_method"] == "oauth")
        let identities = try await emulator.json(.get, "/user_management/users/\(user)/identities")
        #expect(identities == [["idp_id": .string(user), "type": "OAuth", "provider": "GoogleOAuth"]])
    }

    @Test("who signs up verifies the address with the code that was mailed")
    func signUp() async throws {
        let emulator = try await Harness()
        let query = Harness.query(["screen_hint": "sign-up"])
        let prompt = try #require(await emulator.page(query).prompt)
        #expect(prompt.isSignUp && prompt.people.isEmpty && prompt.other != nil)
        let weak = NewPerson(email: "new@example.com", password: Secret("short"), firstName: nil, lastName: nil)
        await #expect(throws: SignInFailure.self) {
            _ = try await emulator.pages.submit(
                .signUp(weak), to: .userManagement, query: query, browser: emulator.browser())
        }
        let person = NewPerson(
            email: "new@example.com", password: Secret(Harness.password), firstName: "New", lastName: nil)
        let outcome = try await emulator.pages.submit(
            .signUp(person), to: .userManagement, query: query, browser: emulator.browser())
        guard case .signedIn(let session) = outcome else { throw Harness.NotSignedIn() }
        #expect(await emulator.page(query, session: session.secret).codePrompt?.kind == .emailVerification)
        let mailed = try #require(emulator.mail.messages.last?.code)
        // Loading the page again sends no second code.
        #expect(await emulator.page(query, session: session.secret).codePrompt != nil)
        #expect(emulator.mail.messages.count == 1)
        _ = try await emulator.pages.submit(
            .code(mailed), to: .userManagement, query: query, browser: emulator.browser(session.secret))
        let code = try #require(await emulator.page(query, session: session.secret).answer["code"])
        let answer = try await emulator.authenticate(exchange(code))
        #expect(answer["user"]?["email"] == "new@example.com" && answer["user"]?["email_verified"] == true)
        await #expect(throws: SignInFailure.self) {
            _ = try await emulator.pages.submit(
                .signUp(person), to: .userManagement, query: query, browser: emulator.browser())
        }
    }

    @Test("an invitation is accepted with the exchange")
    func invitation() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization()
        let invitation = try await emulator.json(
            .post, "/user_management/invitations",
            ["email": "ada@example.com", "organization_id": .string(organization)])
        let token = try #require(invitation["token"]?.string)
        let query = Harness.query(["invitation_token": token])
        #expect(await emulator.page(query).prompt?.email == "ada@example.com")
        let code = try await emulator.code(of: user, ["invitation_token": token])
        let answer = try await emulator.authenticate(exchange(code))
        #expect(answer["organization_id"]?.string == organization)
    }

    @Test("an invitation's link and the password show that the address is the person's")
    func invitationVerifies() async throws {
        let emulator = try await Harness()
        _ = try await emulator.person(verified: false)
        let invitation = try await emulator.json(
            .post, "/user_management/invitations",
            ["email": "ada@example.com", "organization_id": .string(try await emulator.organization())])
        var body = Harness.withPassword()
        body["invitation_token"] = invitation["token"]
        let answer = try await emulator.authenticate(body)
        #expect(answer["user"]?["email_verified"] == true && answer["organization_id"] != nil)
    }

    @Test("signing out ends the session, and the browser's when it is the same person's")
    func logOut() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let query = Harness.query()
        let cookie = try await emulator.signIn(.pick(userID: user), query)
        let code = try #require(await emulator.page(query, session: cookie).answer["code"])
        let answer = try await emulator.authenticate(exchange(code))
        let sid = try #require(try await emulator.claims(answer)["sid"]?.string)
        let evil = FormURLEncoded.serialize([("session_id", sid), ("return_to", "https://evil.example.com/")])
        let refused = await emulator.pages.logOut(query: evil, browser: emulator.browser(cookie))
        #expect(refused.outcome.failure != nil && !refused.endsBrowserSession)
        #expect(!emulator.context.server.revocations.isRevoked(anyOf: [sid]))
        let good = FormURLEncoded.serialize([("session_id", sid), ("return_to", "http://localhost:3000/bye")])
        let done = await emulator.pages.logOut(query: good, browser: emulator.browser(cookie))
        #expect(done.outcome.location == "http://localhost:3000/bye" && done.endsBrowserSession)
        #expect(emulator.context.server.revocations.isRevoked(anyOf: [sid]))
        #expect(try await emulator.refusal(Harness.refreshing(answer)).code == "invalid_grant")
        #expect(await emulator.page(query, session: cookie).prompt != nil)
    }
}
