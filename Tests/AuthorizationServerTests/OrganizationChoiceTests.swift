import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Choice of organization")
struct OrganizationChoiceTests {
    private func start() async throws -> (Harness, Browser) {
        let harness = try await Harness.withPeople()
        try await harness.addPerson("user_2", organizations: ["org_1", "org_2"])
        try await harness.storage.insert(Organization(id: "org_3", name: "Foreign", createdAt: harness.clock.now()))
        try await harness.addApplication("web", methods: [.clientSecretBasic])
        return (harness, try await harness.signIn("user_2"))
    }

    private func choosing(_ organization: String, _ query: String) -> String {
        guard
            case .authorize(let chosen) = Interaction.authorize(query: query).choosing(organizationID: organization)
        else { return "" }
        return chosen
    }

    @Test("a member of several is asked, and the token has the chosen one")
    func several() async throws {
        let (harness, browser) = try await start()
        let query = Harness.query("web")
        let outcome = await harness.server.authorize(query: query, browser: browser)
        #expect(outcome.organizations?.map(\.id) == ["org_1", "org_2"])
        // Consent without a choice gives nothing.
        #expect(
            await harness.server.decide(query: query, approved: true, browser: browser).organizations != nil)
        for organization in ["org_2", "org_1"] {
            let code = try await harness.code(choosing(organization, query), at: browser)
            let tokens = try await harness.redeem(
                code, client: "web", ["client_secret": Harness.secret.revealed()])
            #expect(tokens.accessToken.claims["org_id"] == .string(organization))
            let again = try await harness.refresh(
                tokens.refreshToken, client: "web", ["client_secret": Harness.secret.revealed()])
            #expect(again.accessToken.claims["org_id"] == .string(organization))
        }
    }

    @Test(
        "nobody gets a token of an organization that they are no member of",
        arguments: ["org_3", "org_9", "org_2\u{301}", "ORG_1"])
    func foreign(_ organization: String) async throws {
        let (harness, browser) = try await start()
        for approved in [true, false] {
            let outcome = await harness.server.decide(
                query: choosing(organization, Harness.query("web")), approved: approved, browser: browser)
            #expect(outcome.answer["error"] == "access_denied")
            #expect(outcome.answer["code"] == nil)
        }
        let outcome = await harness.server.device(
            userCode: nil, organizationID: organization, browser: browser)
        #expect(outcome.consent == nil)
    }

    @Test("prompt=none takes the last choice, and is interaction_required without one")
    func silent() async throws {
        let (harness, browser) = try await start()
        let silent = Harness.query("web", ["prompt": "none"])
        let first = await harness.server.authorize(query: silent, browser: browser)
        #expect(first.answer["error"] == "interaction_required")
        _ = try await harness.code(choosing("org_2", Harness.query("web")), at: browser)
        let second = await harness.server.authorize(query: silent, browser: browser)
        let tokens = try await harness.redeem(
            try #require(second.answer["code"]), client: "web", ["client_secret": Harness.secret.revealed()])
        #expect(tokens.accessToken.claims["org_id"] == "org_2")
    }

    @Test("a person without an organization gets a token without one")
    func none() async throws {
        let (harness, _) = try await start()
        try await harness.addPerson("user_3")
        let query = Harness.query()
        let code = try await harness.code(query, at: harness.signIn("user_3", for: query))
        #expect(try await harness.redeem(code).accessToken.claims["org_id"] == nil)
    }

    @Test("a choice made for one request does not spoil a sign-in that was made for it")
    func choiceKeepsSignIn() async throws {
        let (harness, _) = try await start()
        let query = Harness.query("web", ["prompt": "login"])
        let browser = try await harness.signIn("user_2", for: query)
        let chosen = choosing("org_2", query)
        #expect(await harness.server.authorize(query: chosen, browser: browser).isConsent)
    }
}
