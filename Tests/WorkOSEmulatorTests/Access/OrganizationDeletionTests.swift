import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Deleting an organization")
struct OrganizationDeletionTests {
    @Test("grants, codes and sessions for it end, those for others stay, and nobody is listed as its member")
    func ends() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization("Acme", members: [user])
        let session = try await emulator.authenticate(Harness.withPassword())
        #expect(session["organization_id"]?.string == organization)
        let sid = try #require(try await emulator.claims(session)["sid"]?.string)
        let other = try await emulator.organization("Globex", members: [user])
        let now = emulator.clock.now()
        func grant(_ id: String, _ organizationID: String) -> Grant {
            Grant(
                id: id, clientID: "client_1", subject: user, organizationID: organizationID, scopes: .none,
                audience: "https://mcp.example.com", allowsRefresh: true, authenticatedAt: now, createdAt: now)
        }
        let end = now.adding(seconds: 600)
        for (id, organizationID) in [("grant_1", organization), ("grant_2", other)] {
            try await emulator.storage.keep(
                grant(id, organizationID),
                refreshToken: NewRefreshToken(hash: SecretHash(Secret(id)), expiresAt: end), at: now)
        }
        let code = SecretHash(Secret("code"))
        try await emulator.storage.insert(
            AuthorizationCode(
                hash: code, grant: grant("grant_3", organization), redirectURI: Harness.callback,
                codeChallenge: "challenge", expiresAt: end))

        _ = try await emulator.call(.delete, "/organizations/\(organization)")

        #expect(try await emulator.storage.grants(ofUser: user).map(\.id) == ["grant_2"])
        #expect(try await emulator.storage.authorizationCode(hash: code, at: now) == nil)
        let revocations = emulator.context.server.revocations
        for id in ["grant_1", "grant_3", sid] { #expect(revocations.isRevoked(anyOf: [id])) }
        #expect(try await emulator.refusal(Harness.refreshing(session)).code == "invalid_grant")
        let listed = try await emulator.json(.get, "/user_management/users?organization_id=\(organization)")
        #expect(listed["data"] == [])
    }
}
