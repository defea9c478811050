import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

/// Somebody signs up with another's address and a password, and waits for its owner to show that it is theirs.
@Suite("Passwords that were set before the address was known to be the person's")
struct DoubtfulPasswordTests {
    private func magicCode(_ emulator: Harness) async throws -> JSONValue {
        let magic = try await emulator.json(.post, "/user_management/magic_auth", ["email": "ada@example.com"])
        return try #require(magic["code"])
    }

    private func signIn(_ code: JSONValue) -> JSONObject {
        ["grant_type": "urn:workos:oauth:grant-type:magic-auth:code", "email": "ada@example.com", "code": code]
    }

    private func invite(_ emulator: Harness) async throws -> (id: String, token: String, organization: String) {
        let organization = try await emulator.organization()
        let invitation = try await emulator.json(
            .post, "/user_management/invitations",
            ["email": "ada@example.com", "organization_id": .string(organization)])
        return (
            try #require(invitation["id"]?.string), try #require(invitation["token"]?.string), organization
        )
    }

    private func isVerified(_ user: String, _ emulator: Harness) async throws -> Bool {
        try await emulator.json(.get, "/user_management/users/\(user)")["email_verified"] == true
    }

    @Test("they end when the owner signs in with a code, with all that was begun with them")
    func magicAuth() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person(verified: false)
        let query = Harness.query()
        let cookie = try await emulator.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), query)
        let pending = try await emulator.refusal(Harness.withPassword())
        #expect(pending.code == "email_verification_required")
        _ = try await emulator.authenticate(signIn(try await magicCode(emulator)))
        #expect(try await isVerified(user, emulator))
        #expect(try await emulator.refusal(Harness.withPassword()).code == "invalid_credentials")
        #expect(await emulator.page(query, session: cookie).prompt != nil)
        let selection: JSONObject = [
            "grant_type": "urn:workos:oauth:grant-type:organization-selection", "organization_id": "org_none",
            "pending_authentication_token": pending.json["pending_authentication_token"] ?? .null,
        ]
        #expect(try await emulator.refusal(selection).code == "invalid_pending_authentication_token")
    }

    @Test("they stay when the address is verified by a sign-in with the password, and afterwards")
    func verified() async throws {
        let emulator = try await Harness()
        _ = try await emulator.person(verified: false)
        let pending = try await emulator.refusal(Harness.withPassword())
        let code = try #require(emulator.mail.messages.last?.code)
        _ = try await emulator.authenticate([
            "grant_type": "urn:workos:oauth:grant-type:email-verification:code", "code": .string(code),
            "pending_authentication_token": pending.json["pending_authentication_token"] ?? .null,
        ])
        _ = try await emulator.authenticate(signIn(try await magicCode(emulator)))
        _ = try await emulator.authenticate(Harness.withPassword())
    }

    @Test("they end when an invitation is accepted by another sign-in, which goes on")
    func invitation() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person(verified: false)
        let (_, token, organization) = try await invite(emulator)
        let code = try await emulator.code(of: user, ["invitation_token": token])
        let answer = try await emulator.authenticate(["grant_type": "authorization_code", "code": .string(code)])
        #expect(answer["organization_id"]?.string == organization)
        _ = try await emulator.authenticate(Harness.refreshing(answer))
        #expect(try await isVerified(user, emulator))
        #expect(try await emulator.refusal(Harness.withPassword()).code == "invalid_credentials")
    }

    @Test("they stay when who has the invitation's link knows the password")
    func invitationWithPassword() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person(verified: false)
        let (_, token, organization) = try await invite(emulator)
        var body = Harness.withPassword()
        body["invitation_token"] = .string(token)
        _ = try? await emulator.authenticate(body)
        #expect(try await isVerified(user, emulator))
        let answer = try await emulator.authenticate(Harness.withPassword())
        #expect(answer["organization_id"]?.string == organization)
    }

    @Test("an application that accepts an invitation does not make them good")
    func acceptedByApplication() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person(verified: false)
        let (id, _, organization) = try await invite(emulator)
        _ = try await emulator.call(.post, "/user_management/invitations/\(id)/accept")
        #expect(try await emulator.storage.organizations(ofUser: user).map(\.id) == [organization])
        #expect(try await emulator.refusal(Harness.withPassword()).code == "email_verification_required")
    }
}
