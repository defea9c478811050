import AuthorizationServer
import JSON
import OAuth
import Storage
import Testing

@Suite("Consent (rule 9, OpenID Connect Core §3.1.2.4)")
struct ConsentTests {
    private static let other = "https://other.example.com/mcp"

    /// A server whose applications `web` and `web_2` are confidential, with a person signed in.
    private func start(
        redirects: [String] = [Harness.redirect, "https://other.example.com/cb"]
    ) async throws -> (Harness, Browser) {
        let harness = try await Harness.withPeople(resources: [Harness.resource, Self.other])
        for id in ["web", "web_2"] {
            try await harness.addApplication(id, redirects: redirects, methods: [.clientSecretBasic])
        }
        return (harness, try await harness.signIn())
    }

    private func answer(_ harness: Harness, _ query: String, _ browser: Browser) async -> InteractionOutcome {
        await harness.server.authorize(query: query, browser: browser)
    }

    @Test("the page shows the client's name, its redirect host, the scopes, the resource and who is asked")
    func shows() async throws {
        let (harness, browser) = try await start()
        let query = Harness.query("web", ["scope": "openid mcp:write", "resource": Self.other])
        let prompt = try #require(await answer(harness, query, browser).consent)
        #expect(prompt.clientName == "App web")
        #expect(prompt.clientID == "web")
        #expect(prompt.redirectURI?.displayHost == "app.example.com")
        #expect(prompt.scopes.values == ["openid", "mcp:write"])
        #expect(prompt.audience == Self.other)
        #expect(prompt.organization?.id == "org_1")
        #expect(prompt.email == "user_1@example.com")
        #expect(prompt.registration == .configured)
    }

    @Test("consent of a person is remembered for the same client, resource, redirect host and scopes")
    func remembered() async throws {
        let (harness, browser) = try await start()
        let query = Harness.query("web", ["scope": "mcp mcp:write", "resource": Harness.resource])
        _ = try await harness.code(query, at: browser)
        let again = Harness.query("web", ["scope": "mcp mcp:write", "resource": Harness.resource, "state": "x"])
        #expect(await answer(harness, again, browser).answer["code"] != nil)
        // Fewer scopes are no more than was agreed to.
        let fewer = Harness.query("web", ["scope": "mcp:write", "resource": Harness.resource])
        #expect(await answer(harness, fewer, browser).answer["code"] != nil)
        // After a fresh sign-in too.
        let later = try await harness.signIn()
        #expect(await answer(harness, again, later).answer["code"] != nil)
    }

    @Test("another client, resource, redirect host, scope or person is asked anew")
    func key() async throws {
        let (harness, browser) = try await start()
        let base: [String: String?] = ["scope": "mcp", "resource": Harness.resource]
        _ = try await harness.code(Harness.query("web", base), at: browser)
        #expect(await answer(harness, Harness.query("web", base), browser).answer["code"] != nil)
        let others: [(String, [String: String?])] = [
            ("web_2", [:]), ("web", ["resource": Self.other]), ("web", ["resource": nil]),
            ("web", ["redirect_uri": "https://other.example.com/cb"]), ("web", ["scope": "mcp mcp:write"]),
            ("web", ["scope": "openid"]),
        ]
        for (client, changes) in others {
            let query = Harness.query(client, base.merging(changes) { $1 })
            #expect(await answer(harness, query, browser).isConsent, "\(client) \(changes)")
        }
        try await harness.addPerson("user_2", organizations: ["org_1"])
        let second = try await harness.signIn("user_2")
        #expect(await answer(harness, Harness.query("web", base), second).isConsent)
    }

    @Test("a denial is not remembered as consent, and consent of others does not count")
    func denied() async throws {
        let (harness, browser) = try await start()
        _ = await harness.server.decide(query: Harness.query("web"), approved: false, browser: browser)
        #expect(await answer(harness, Harness.query("web"), browser).isConsent)
    }

    @Test("prompt=consent asks although consent is remembered")
    func promptConsent() async throws {
        let (harness, browser) = try await start()
        _ = try await harness.code(Harness.query("web"), at: browser)
        #expect(await answer(harness, Harness.query("web", ["prompt": "consent"]), browser).isConsent)
        #expect(await answer(harness, Harness.query("web", ["prompt": "login consent"]), browser).isSignIn)
    }

    @Test("prompt=none without consent is consent_required; with it, a code (OpenID Connect Core §3.1.2.6)")
    func promptNone() async throws {
        let (harness, browser) = try await start()
        let silent = Harness.query("web", ["prompt": "none"])
        #expect(await answer(harness, silent, browser).answer["error"] == "consent_required")
        _ = try await harness.code(Harness.query("web"), at: browser)
        #expect(await answer(harness, silent, browser).answer["code"] != nil)
    }

    @Test(
        "consent is never skipped for clients that nobody vouches for, nor for public ones on loopback or a private scheme",
        arguments: [
            ("dynamic", [ClientAuthenticationMethod.none], Harness.redirect),
            ("dynamic", [.clientSecretBasic], Harness.redirect), ("document", [.none], Harness.redirect),
            ("document", [.privateKeyJWT], Harness.redirect), ("configured", [.none], "http://127.0.0.1/cb"),
            ("configured", [.none], "http://localhost:3000/cb"), ("configured", [.none], "http://[::1]/cb"),
            ("configured", [.none], "https://127.0.0.1/cb"), ("configured", [.none], "https://localhost/cb"),
            ("configured", [.none], "cursor://anysphere/callback"), ("configured", [.none], "com.example.app:/cb"),
            ("configured", [.none, .clientSecretPost], "http://127.0.0.1/cb"),
        ])
    func never(kind: String, methods: [ClientAuthenticationMethod], redirect: String) async throws {
        let (harness, browser) = try await start()
        let registration: Client.Registration =
            kind == "dynamic" ? .dynamic : kind == "document" ? .metadataDocument : .configured
        for isFirstParty in [false, true] {
            let id = "app_\(isFirstParty)"
            try await harness.addApplication(
                id, redirects: [redirect], methods: Set(methods), registration: registration,
                isFirstParty: isFirstParty)
            let query = Harness.query(id, ["redirect_uri": redirect])
            for _ in 0..<2 {
                #expect(await answer(harness, query, browser).isConsent)
                _ = try await harness.code(query, at: browser)
            }
            let silent = await answer(
                harness, Harness.query(id, ["redirect_uri": redirect, "prompt": "none"]), browser)
            #expect(silent.answer["code"] == nil)
            if kind != "dynamic" { #expect(silent.answer["error"] == "consent_required") }
        }
    }

    @Test("a client's own application that is confidential or on the web needs no consent")
    func firstParty() async throws {
        let (harness, browser) = try await start()
        try await harness.addApplication("own", methods: [.clientSecretBasic], isFirstParty: true)
        #expect(await answer(harness, Harness.query("own"), browser).answer["code"] != nil)
    }

    @Test("consent taken back is asked for again")
    func forgotten() async throws {
        let (harness, browser) = try await start()
        _ = try await harness.code(Harness.query("web"), at: browser)
        try await harness.storage.forgetConsents(ofUser: "user_1", toClient: "web")
        #expect(await answer(harness, Harness.query("web"), browser).isConsent)
    }
}
