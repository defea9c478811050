import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Signing in to an organization")
struct OrganizationSignInTests {
    private static func choosing(_ organization: String, _ token: JSONValue?) -> JSONObject {
        [
            "grant_type": "urn:workos:oauth:grant-type:organization-selection",
            "organization_id": .string(organization), "pending_authentication_token": token ?? .null,
        ]
    }

    @Test("the only active membership is chosen, with its roles and their permissions")
    func single() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        _ = try await emulator.context.create(
            .role, ["slug": "admin", "name": "Admin", "permissions": ["posts:write", "posts:read"]])
        _ = try await emulator.context.create(
            .role, ["slug": "author", "name": "Author", "permissions": ["posts:write", "drafts:write"]])
        let organization = try await emulator.organization(members: [user], roles: ["admin", "author"])
        let answer = try await emulator.authenticate(Harness.withPassword())
        #expect(answer["organization_id"]?.string == organization)
        let claims = try await emulator.claims(answer)
        #expect(claims["org_id"]?.string == organization && claims["role"] == "admin")
        #expect(claims["roles"] == ["admin", "author"])
        #expect(claims["permissions"] == ["posts:write", "posts:read", "drafts:write"])
        #expect(claims["entitlements"] == [] && claims["feature_flags"] == [])
    }

    @Test("of several the application has the person choose, once")
    func several() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organizations = [
            try await emulator.organization("Acme", members: [user]),
            try await emulator.organization("Globex", members: [user]),
        ]
        let error = try await emulator.refusal(Harness.withPassword())
        #expect(error.status == .forbidden && error.code == "organization_selection_required")
        #expect(error.json["organizations"]?.array?.compactMap { $0["id"]?.string } == organizations)
        #expect(error.json["user"]?["id"]?.string == user)
        let token = error.json["pending_authentication_token"]
        let foreign = try await emulator.organization("Initech")
        #expect(
            try await emulator.refusal(Self.choosing(foreign, token)).code == "invalid_organization_id")
        let answer = try await emulator.authenticate(Self.choosing(organizations[1], token))
        #expect(answer["organization_id"]?.string == organizations[1])
        #expect(
            try await emulator.refusal(Self.choosing(organizations[1], token)).code
                == "invalid_pending_authentication_token")
    }

    @Test("a pending token lives ten minutes, and is of one application")
    func pendingToken() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization("Acme", members: [user])
        _ = try await emulator.organization("Globex", members: [user])
        let token = try await emulator.refusal(Harness.withPassword()).json["pending_authentication_token"]
        let other = Self.choosing(organization, token).adding("client_id", "client_other")
        #expect(try await emulator.refusal(other).code == "invalid_pending_authentication_token")
        emulator.clock.advance(seconds: 600)
        #expect(
            try await emulator.refusal(Self.choosing(organization, token)).code
                == "invalid_pending_authentication_token")
    }

    @Test("a refresh switches to another organization of the person's, and to no other")
    func switching() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organizations = [
            try await emulator.organization("Acme", members: [user]),
            try await emulator.organization("Globex", members: [user]),
        ]
        let token = try await emulator.refusal(Harness.withPassword()).json["pending_authentication_token"]
        let first = try await emulator.authenticate(Self.choosing(organizations[0], token))
        let foreign = try await emulator.organization("Initech")
        #expect(
            try await emulator.refusal(Harness.refreshing(first, organization: foreign)).code
                == "invalid_organization_id")
        let second = try await emulator.authenticate(Harness.refreshing(first, organization: organizations[1]))
        #expect(second["organization_id"]?.string == organizations[1])
        #expect(try await emulator.claims(second)["org_id"]?.string == organizations[1])
        let third = try await emulator.authenticate(Harness.refreshing(second))
        #expect(third["organization_id"]?.string == organizations[1])
    }

    @Test("who is a member no more has no session for the organization either")
    func formerMember() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        _ = try await emulator.organization(members: [user])
        let first = try await emulator.authenticate(Harness.withPassword())
        let memberships = try await emulator.json(
            .get, "/user_management/organization_memberships?user_id=\(user)")
        let membership = try #require(memberships["data"]?.array?.first?["id"]?.string)
        _ = try await emulator.call(.put, "/user_management/organization_memberships/\(membership)/deactivate")
        #expect(try await emulator.refusal(Harness.refreshing(first)).code == "invalid_grant")
        let sid = try #require(try await emulator.claims(first)["sid"]?.string)
        #expect(emulator.context.server.revocations.isRevoked(anyOf: [sid]))
        let sessions = try await emulator.json(.get, "/user_management/users/\(user)/sessions")
        #expect(sessions["data"]?.array?.first?["status"] == "revoked")
        let next = try await emulator.authenticate(Harness.withPassword())
        #expect(next["organization_id"] == nil)
    }

    @Test("the environment's template adds claims, and cannot change the server's")
    func template() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        _ = try await emulator.organization("Acme", members: [user])
        _ = try await emulator.call(
            .put, "/user_management/jwt_template",
            ["content": #"{"mail": "<{{user.email}}>", "org": {{organization.name || 'none'}}}"#])
        let claims = try await emulator.claims(try await emulator.authenticate(Harness.withPassword()))
        #expect(claims["mail"] == "<ada@example.com>" && claims["org"] == "Acme")
        #expect(claims["sub"]?.string == user)
    }
}
