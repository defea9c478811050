import AuthorizationServer
import JSON
import OAuth
import Storage
import Testing

@Suite("What a person agreed to is what the page showed")
struct ShownConsentTests {
    private static let trusted = "https://trusted.example/cb"

    private func metadata(_ redirect: String, scope: String, id: String? = nil) -> JSONValue {
        var object: JSONObject = [
            "client_name": "Notes", "redirect_uris": [.string(redirect)], "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"], "scope": .string(scope),
        ]
        object["client_id"] = id.map(JSONValue.string)
        return .object(object)
    }

    @Test("a client that changes its registration while the page is read gets the page shown again, and no code")
    func changedRegistration() async throws {
        let harness = try await Harness.withPeople()
        let answer = try await harness.server.register(metadata(Self.trusted, scope: "mcp"), from: Harness.address)
        let id = try #require(answer["client_id"]?.string)
        let token = Secret(try #require(answer["registration_access_token"]?.string))
        let query = Harness.query(id, ["scope": nil, "redirect_uri": nil])
        let browser = try await harness.signIn(for: query)
        guard case .consent(let read) = await harness.server.authorize(query: query, browser: browser) else {
            Issue.record("no consent page")
            return
        }
        #expect(read.scopes.values == ["mcp"])
        for changed in [
            metadata(Self.trusted, scope: "mcp mcp:write offline_access", id: id),
            metadata("https://evil.example/cb", scope: "mcp", id: id),
        ] {
            _ = try await harness.server.updateRegistration(
                clientID: id, token: token, changed, from: Harness.address)
            let outcome = await harness.server.decide(
                query: query, approved: true, shown: read.digest, browser: browser)
            guard case .consent(let again) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(again.digest != read.digest)
        }
        _ = try await harness.server.updateRegistration(
            clientID: id, token: token, metadata(Self.trusted, scope: "mcp", id: id), from: Harness.address)
        let outcome = await harness.server.decide(query: query, approved: true, shown: read.digest, browser: browser)
        #expect(outcome.answer["code"] != nil)
    }

    @Test("a client that names another organization than the last is not let through on remembered consent")
    func otherOrganization() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addPerson("user_2", organizations: ["org_1", "org_2"])
        try await harness.addApplication("web", methods: [.clientSecretBasic], isFirstParty: true)
        let first = Harness.query("web", ["organization_id": "org_1"])
        let browser = try await harness.signIn("user_2", for: first)
        _ = try await harness.code(first, at: browser)
        #expect(await harness.server.authorize(query: first, browser: browser).answer["code"] != nil)
        let other = Harness.query("web", ["organization_id": "org_2"])
        guard case .consent(let prompt) = await harness.server.authorize(query: other, browser: browser) else {
            Issue.record("no consent page")
            return
        }
        #expect(prompt.organization?.id == "org_2")
    }
}
