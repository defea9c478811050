import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Single sign-on")
struct SingleSignOnTests {
    private func connection(
        _ emulator: Harness, organization: String?, _ more: JSONObject = [:]
    ) async throws -> String {
        var body: JSONObject = [
            "name": "Acme Okta", "connection_type": "OktaSAML", "domains": ["Acme.example.com"],
            "profiles": [
                ["id": "prof_1", "email": "todd@acme.example.com", "first_name": "Todd", "groups": ["Engineers"]]
            ],
        ]
        body["organization_id"] = organization.map(JSONValue.string)
        for (name, value) in more.members { body[name] = value }
        return try await emulator.context.create(.connection, body).id
    }

    private func query(_ changes: [String: String?]) -> String {
        Harness.query(["provider": nil].merging(changes) { $1 })
    }

    private func code(_ emulator: Harness, _ query: String, profile: String = "prof_1") async throws -> String {
        let outcome = try await emulator.pages.submit(
            .signIn(.pick(userID: profile)), to: .singleSignOn, query: query, browser: emulator.browser())
        guard case .redirect(let location) = outcome else { throw Harness.NotSignedIn() }
        return try #require(InteractionOutcome.redirect(location).answer["code"])
    }

    private func exchange(_ code: String) -> JSONObject {
        [
            "grant_type": "authorization_code", "client_id": .string(Harness.clientID),
            "client_secret": .string(Harness.key.revealed()), "code": .string(code),
        ]
    }

    @Test("a profile that is picked becomes a code, the code a profile and a token, the token the profile again")
    func flow() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.organization()
        let connection = try await connection(emulator, organization: organization)
        let query = query(["connection": connection])
        let prompt = try #require(await emulator.page(query, flow: .singleSignOn).prompt)
        #expect(prompt.people.map(\.id) == ["prof_1"] && !prompt.takesPasswords && prompt.provider == "Acme Okta")
        let code = try await code(emulator, query)
        let answer = try await emulator.json(.post, "/sso/token", exchange(code), key: nil)
        #expect(answer["token_type"] == "Bearer" && answer["expires_in"] == 600)
        let profile = try #require(answer["profile"])
        #expect(profile["object"] == "profile" && profile["id"] == "prof_1")
        #expect(profile["organization_id"]?.string == organization)
        #expect(profile["connection_id"]?.string == connection && profile["connection_type"] == "OktaSAML")
        #expect(profile["email"] == "todd@acme.example.com" && profile["first_name"] == "Todd")
        #expect(profile["last_name"] == .null && profile["groups"] == ["Engineers"])
        let token = Secret(try #require(answer["access_token"]?.string))
        #expect(try await emulator.json(.get, "/sso/profile", key: token) == profile)
        #expect(try await emulator.error(.post, "/sso/token", exchange(code), key: nil).code == "invalid_grant")
        emulator.clock.advance(seconds: 600)
        let late = try await emulator.error(.get, "/sso/profile", key: token)
        #expect(late.status == .unauthorized && late.json["error"] == "Unauthorized")
    }

    @Test("a code of the one page is of no use at the other's endpoint")
    func confusion() async throws {
        let emulator = try await Harness()
        let connection = try await connection(emulator, organization: nil)
        let code = try await code(emulator, query(["connection": connection]))
        let body: JSONObject = ["grant_type": "authorization_code", "code": .string(code)]
        #expect(try await emulator.refusal(body).code == "invalid_grant")
        let session = try await emulator.code(of: try await emulator.person())
        #expect(try await emulator.error(.post, "/sso/token", exchange(session), key: nil).code == "invalid_grant")
    }

    @Test("organization, domain and provider lead to a connection; what leads nowhere is told to the application")
    func leads() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.organization()
        _ = try await connection(emulator, organization: organization)
        _ = try await emulator.person()
        for changes in [["organization": organization], ["domain_hint": "acme.example.com"]] {
            #expect(await emulator.page(query(changes), flow: .singleSignOn).prompt?.provider == "Acme Okta")
        }
        let google = try #require(await emulator.page(query(["provider": "GoogleOAuth"]), flow: .singleSignOn).prompt)
        #expect(google.provider == "GoogleOAuth" && google.people.map(\.email) == ["ada@example.com"])
        for changes in [["connection": "conn_none"], ["organization": "org_none"], ["domain_hint": "example.org"]] {
            let outcome = await emulator.page(query(changes), flow: .singleSignOn)
            #expect(outcome.answer["error"] == "connection_invalid" && outcome.answer["state"] == "st&te")
        }
        #expect(await emulator.page(query([:]), flow: .singleSignOn).answer["error"] == "invalid_request")
        let inactive = try await connection(emulator, organization: nil, ["state": "inactive", "profiles": []])
        #expect(
            await emulator.page(query(["connection": inactive]), flow: .singleSignOn).answer["error"]
                == "connection_invalid")
    }

    @Test("a domain leads to its organization's connection only when it is verified")
    func domains() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.organization()
        _ = try await connection(emulator, organization: organization, ["domains": []])
        let domain = try await emulator.create(
            "/organization_domains", ["organization_id": .string(organization), "domain": "corp.example"])
        let query = query(["domain_hint": "corp.example"])
        #expect(await emulator.page(query, flow: .singleSignOn).answer["error"] == "connection_invalid")
        _ = try await emulator.json(.post, "/organization_domains/\(domain)/verify")
        #expect(await emulator.page(query, flow: .singleSignOn).prompt?.provider == "Acme Okta")
    }

    @Test("access tokens go with the connection, and with the person of this server")
    func parents() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization("Acme", members: [user])
        for path in ["/connections/", "/user_management/users/"] {
            let connection = try await connection(
                emulator, organization: organization, ["profiles": [], "domains": []])
            let query = query(["connection": connection])
            let profile = try #require(await emulator.page(query, flow: .singleSignOn).prompt?.people.first?.id)
            let code = try await code(emulator, query, profile: profile)
            let answer = try await emulator.json(.post, "/sso/token", exchange(code), key: nil)
            let token = Secret(try #require(answer["access_token"]?.string))
            _ = try await emulator.json(.get, "/sso/profile", key: token)
            _ = try await emulator.call(.delete, path + (path == "/connections/" ? connection : user))
            #expect(try await emulator.error(.get, "/sso/profile", key: token).status == .unauthorized)
        }
    }

    @Test("a session through a connection knows the person from then on, as a member of its organization")
    func session() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.organization()
        let connection = try await connection(emulator, organization: organization)
        let query = query(["connection_id": connection])
        #expect(await emulator.page(query).prompt?.people.map(\.id) == ["prof_1"])
        let outcome = try await emulator.pages.submit(
            .signIn(.pick(userID: "prof_1")), to: .userManagement, query: query, browser: emulator.browser())
        guard case .redirect(let location) = outcome else { throw Harness.NotSignedIn() }
        let code = try #require(InteractionOutcome.redirect(location).answer["code"])
        let answer = try await emulator.authenticate(["grant_type": "authorization_code", "code": .string(code)])
        #expect(answer["authentication_method"] == "SSO" && answer["organization_id"]?.string == organization)
        #expect(answer["user"]?["email"] == "todd@acme.example.com" && answer["user"]?["email_verified"] == true)
        // Nobody signs in as a person of this server by that page.
        let user = try await emulator.person()
        await #expect(throws: SignInFailure.wrongCredentials) {
            _ = try await emulator.pages.submit(
                .signIn(.pick(userID: user)), to: .userManagement, query: query, browser: emulator.browser())
        }
    }

    @Test("connections are listed, shown and deleted, with their codes")
    func resources() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.organization()
        let id = try await connection(emulator, organization: organization)
        let shown = try await emulator.json(.get, "/connections/\(id)")
        #expect(shown["object"] == "connection" && shown["state"] == "active" && shown["status"] == "linked")
        #expect(shown["domains"]?.array?.first?["domain"] == "acme.example.com")
        #expect(shown["domains"]?.array?.first?["object"] == "connection_domain")
        #expect(shown["profiles"] == nil)
        for filter in [
            "connection_type=OktaSAML", "organization_id=\(organization)", "domain=acme.example.com", "search=okta",
        ] {
            #expect(try await emulator.json(.get, "/connections?\(filter)")["data"]?.array?.count == 1)
        }
        #expect(try await emulator.json(.get, "/connections?connection_type=ADFSSAML")["data"] == [])
        let code = try await code(emulator, query(["connection": id]))
        #expect(try await emulator.call(.delete, "/connections/\(id)").status == 204)
        #expect(try await emulator.error(.get, "/connections/\(id)").status == .notFound)
        #expect(try await emulator.error(.post, "/sso/token", exchange(code), key: nil).code == "invalid_grant")
    }

    @Test("a logout token is of use once, and ends the profile's access tokens")
    func logout() async throws {
        let emulator = try await Harness()
        let connection = try await connection(emulator, organization: nil)
        let code = try await code(emulator, query(["connection": connection]))
        let answer = try await emulator.json(.post, "/sso/token", exchange(code), key: nil)
        let token = Secret(try #require(answer["access_token"]?.string))
        let logout = try await emulator.json(.post, "/sso/logout/authorize", ["profile_id": "prof_1"])
        let text = try #require(logout["logout_token"]?.string)
        #expect(logout["logout_url"]?.string == "\(Harness.baseURL)/sso/logout?token=\(text)")
        guard case .signedOut = await emulator.pages.logOutOfSingleSignOn(query: "token=\(text)") else {
            throw Harness.NotSignedIn()
        }
        #expect(try await emulator.error(.get, "/sso/profile", key: token).status == .unauthorized)
        #expect(await emulator.pages.logOutOfSingleSignOn(query: "token=\(text)").failure != nil)
        let unknown = try await emulator.error(.post, "/sso/logout/authorize", ["profile_id": "prof_none"])
        #expect(unknown.status == .notFound)
    }
}
