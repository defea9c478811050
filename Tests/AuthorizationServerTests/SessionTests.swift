import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Sessions and prompts (OpenID Connect Core §3.1.2.1)")
struct SessionTests {
    /// A confidential client whose consent is remembered, so that what is shown depends on the sign-in alone.
    private func start() async throws -> Harness {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("web", methods: [.clientSecretBasic], isFirstParty: true)
        return harness
    }

    private func shows(_ harness: Harness, _ changes: [String: String?], _ browser: Browser) async -> InteractionOutcome
    {
        await harness.server.authorize(query: Harness.query("web", changes), browser: browser)
    }

    @Test(
        "prompt=login, select_account and both ask a person who is signed in",
        arguments: ["login", "select_account", "consent login", "login select_account"])
    func promptLogin(_ prompt: String) async throws {
        let harness = try await start()
        let browser = try await harness.signIn()
        #expect(await shows(harness, [:], browser).answer["code"] != nil)
        #expect(await shows(harness, ["prompt": prompt], browser).isSignIn)
    }

    @Test("a sign-in counts for the one request that it was made for, once")
    func countsOnce() async throws {
        let harness = try await start()
        let request = ["prompt": "login", "state": "1"] as [String: String?]
        let browser = try await harness.signIn(for: Harness.query("web", request))
        #expect(await shows(harness, ["prompt": "login", "state": "2"], browser).isSignIn)
        #expect(await shows(harness, request, browser).answer["code"] != nil)
        #expect(await shows(harness, request, browser).isSignIn)
    }

    @Test("a denial uses the sign-in up too")
    func denialCounts() async throws {
        let harness = try await start()
        let query = Harness.query("web", ["prompt": "login"])
        let browser = try await harness.signIn(for: query)
        _ = await harness.server.decide(query: query, approved: false, browser: browser)
        #expect(await harness.server.authorize(query: query, browser: browser).isSignIn)
    }

    @Test("max_age asks when the sign-in is older, and not before; max_age=0 is a fresh one at any later second")
    func maxAge() async throws {
        let harness = try await start()
        let browser = try await harness.signIn()
        harness.clock.advance(seconds: 60)
        #expect(await shows(harness, ["max_age": "60"], browser).answer["code"] != nil)
        #expect(await shows(harness, ["max_age": "59"], browser).isSignIn)
        #expect(await shows(harness, ["max_age": "0"], browser).isSignIn)
        #expect(await shows(harness, ["max_age": "59", "prompt": "none"], browser).answer["error"] == "login_required")
        #expect(await shows(harness, ["max_age": "9223372036854775807"], browser).answer["code"] != nil)
    }

    @Test("a sign-in that was made for a request does not satisfy its max_age for ever")
    func abandoned() async throws {
        let harness = try await start()
        let query = Harness.query("web", ["max_age": "60"])
        let browser = try await harness.signIn(for: query)
        harness.clock.advance(seconds: 7200)
        #expect(await harness.server.authorize(query: query, browser: browser).isSignIn)
    }

    @Test("nor its prompt=login, long after")
    func abandonedLogin() async throws {
        let harness = try await start()
        let query = Harness.query("web", ["prompt": "login"])
        let browser = try await harness.signIn(for: query)
        harness.clock.advance(seconds: 86_400)
        #expect(await harness.server.authorize(query: query, browser: browser).isSignIn)
    }

    @Test("login_hint is shown on the sign-in page")
    func loginHint() async throws {
        let harness = try await start()
        guard case .signIn(let prompt) = await shows(harness, ["login_hint": "ada@example.com"], Harness.stranger)
        else {
            Issue.record("no sign-in")
            return
        }
        #expect(prompt.email == "ada@example.com")
        #expect(prompt.clientName == "App web")
    }

    @Test("auth_time is when the person signed in, in every token, also after a refresh")
    func authTime() async throws {
        let harness = try await start()
        let time = harness.clock.now().seconds
        let browser = try await harness.signIn()
        harness.clock.advance(seconds: 500)
        let code = try await harness.code(Harness.query("app_1", ["scope": "openid offline_access"]), at: browser)
        let first = try await harness.redeem(code)
        harness.clock.advance(seconds: 500)
        let second = try await harness.refresh(first.refreshToken)
        for token in [first.idToken, second.idToken, first.accessToken, second.accessToken] {
            #expect(token?.claims["auth_time"] == .integer(time))
        }
        #expect(second.idToken?.claims["iat"] == .integer(time + 1000))
    }

    @Test("RFC 9700 §4.16, session fixation: every sign-in makes a new session, and the browser's old one is gone")
    func fixation() async throws {
        let harness = try await start()
        let planted = Browser(session: Secret("planted-by-an-attacker"), address: Harness.address)
        let first = try await harness.signIn(at: planted)
        #expect(first.session != planted.session)
        #expect(await shows(harness, [:], planted).isSignIn)
        let second = try await harness.signIn(at: first)
        #expect(second.session != first.session)
        #expect(await shows(harness, [:], first).isSignIn)
        #expect(await shows(harness, [:], second).answer["code"] != nil)
    }

    @Test("signing out ends the session; one that has expired is none")
    func ends() async throws {
        let harness = try await start()
        let first = try await harness.signIn()
        await harness.server.signOut(browser: first)
        #expect(await shows(harness, [:], first).isSignIn)
        #expect(try await harness.events().contains { $0.action == "session.ended" && $0.subject == "user_1" })
        let second = try await harness.signIn()
        harness.clock.advance(seconds: harness.server.configuration.lifetimes.session)
        #expect(await shows(harness, [:], second).isSignIn)
        #expect(await shows(harness, ["prompt": "none"], second).answer["error"] == "login_required")
    }

    @Test("signing in by picking works only where it is on")
    func picking() async throws {
        let harness = try await Harness.withPeople { $0.isSignInByPickingOn = false }
        await #expect(throws: SignInFailure.wrongCredentials) { try await harness.signIn() }
        guard case .signIn(let prompt) = await shows(harness, ["client_id": "app_1"], Harness.stranger) else { return }
        #expect(prompt.people.isEmpty)
    }

    @Test(
        "a wrong password and an unknown person are told apart by nothing",
        arguments: ["user_1@example.com", "a\u{0}b"])
    func wrongPassword(_ email: String) async throws {
        let harness = try await start()
        await #expect(throws: SignInFailure.wrongCredentials) {
            try await harness.server.signIn(
                .password(email: email, password: Secret("wrong")), for: .device(userCode: nil),
                browser: Harness.stranger)
        }
    }

    @Test("prompt=none shows nothing, whatever is missing")
    func silent() async throws {
        let harness = try await start()
        let silent = Harness.query("web", ["prompt": "none"])
        #expect(
            await harness.server.authorize(query: silent, browser: Harness.stranger).answer["error"] == "login_required"
        )
        let browser = try await harness.signIn()
        #expect(await harness.server.authorize(query: silent, browser: browser).answer["code"] != nil)
    }
}
