import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Applications that people authorized")
struct UserAuthorizationTests {
    private func path(_ user: String) -> String { "/user_management/users/\(user)/authorized_applications" }

    @Test("what a person consented to is listed, and can be taken back: the grants of the application end")
    func listAndDelete() async throws {
        let emulator = try await Harness()
        let user = try await emulator.create("/user_management/users", ["email": "a@example.com"])
        let now = emulator.clock.now()
        let application = try await emulator.json(
            .post, "/connect/applications",
            [
                "name": "Reader", "application_type": "oauth", "is_first_party": true,
                "redirect_uris": [["uri": "https://app.example.com/callback", "default": true]],
            ])
        let clientID = try #require(application["client_id"]?.string)
        let scopes = try #require(ScopeSet(parameter: "openid email"))
        try await emulator.storage.remember(
            scopes,
            for: ConsentKey(
                userID: user, clientID: clientID, resource: "https://api.example.com",
                redirectHost: "https://app.example.com"), at: now)
        for id in ["grant_1", "grant_2"] {
            let grant = Grant(
                id: id, clientID: id == "grant_1" ? clientID : "client_other", subject: user, organizationID: nil,
                scopes: scopes, audience: "https://api.example.com", allowsRefresh: false, authenticatedAt: now,
                createdAt: now)
            let token = NewRefreshToken(hash: SecretHash(Secret(id)), expiresAt: now.adding(seconds: 600))
            try await emulator.storage.keep(grant, refreshToken: token, at: now)
        }
        let list = try await emulator.json(.get, path(user))
        let shown = try #require(list["data"]?.array?.first)
        #expect(shown["object"] == "authorized_connect_application")
        #expect(shown["granted_scopes"] == ["openid", "email"])
        #expect(shown["oauth_resource"] == "https://api.example.com")
        #expect(shown["application"]?["client_id"] == .string(clientID))
        let applicationID = try #require(application["id"]?.string)
        #expect(try await emulator.call(.delete, "\(path(user))/\(applicationID)").status == 204)
        #expect(try await emulator.json(.get, path(user))["data"] == [])
        #expect(try await emulator.storage.grants(ofUser: user).map(\.id) == ["grant_2"])
        #expect(try await emulator.error(.delete, "\(path(user))/\(applicationID)").status == .notFound)
    }

    @Test("404 and 422")
    func refused() async throws {
        let emulator = try await Harness()
        let user = try await emulator.create("/user_management/users", ["email": "a@example.com"])
        #expect(try await emulator.error(.get, path("user_none")).status == .notFound)
        #expect(try await emulator.error(.delete, "\(path(user))/conn_app_none").status == .notFound)
        #expect(try await emulator.error(.get, "\(path(user))?limit=0").status == .unprocessable)
    }
}
