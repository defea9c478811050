import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Invitations")
struct InvitationTests {
    private static let path = "/user_management/invitations"
    private static let users = "/user_management/users"

    @Test("an invitation has the shape of the specification, is mailed, and is found by its token")
    func shape() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let inviter = try await emulator.create(Self.users, ["email": "boss@example.com"])
        let answer = try await emulator.call(
            .post, Self.path,
            [
                "email": "A@example.com", "organization_id": .string(organization), "role_slug": "member",
                "inviter_user_id": .string(inviter), "expires_in_days": 3, "locale": "de",
            ])
        #expect(answer.status == 201)
        let invitation = try #require(answer.json?.object)
        #expect(
            Set(invitation.names) == [
                "object", "id", "email", "state", "accepted_at", "revoked_at", "expires_at", "organization_id",
                "inviter_user_id", "accepted_user_id", "role_slug", "created_at", "updated_at", "token",
                "accept_invitation_url",
            ])
        #expect(invitation["state"] == "pending")
        #expect(invitation["role_slug"] == "member")
        #expect(invitation["expires_at"]?.string == emulator.clock.now().adding(seconds: 3 * 86_400).rfc3339)
        let id = try #require(invitation["id"]?.string)
        let token = try #require(invitation["token"]?.string)
        #expect(try await emulator.json(.get, "\(Self.path)/\(id)") == .object(invitation))
        #expect(try await emulator.json(.get, "\(Self.path)/by_token/\(token)") == .object(invitation))
        let mail = try #require(emulator.mail.messages.last)
        #expect(mail.kind == .invitation && mail.to == "A@example.com")
        #expect(mail.link == invitation["accept_invitation_url"]?.string && mail.link?.hasSuffix(token) == true)
        for query in ["email=a@example.com", "organization_id=\(organization)"] {
            let list = try await emulator.json(.get, "\(Self.path)?\(query)")
            #expect(list["data"]?.array == [.object(invitation)])
        }
        #expect(try await emulator.json(.get, "\(Self.path)?email=b@example.com")["data"] == [])
    }

    @Test("who accepts is a member with the role, in the same moment, and can accept no more")
    func accept() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let user = try await emulator.create(Self.users, ["email": "a@example.com"])
        let id = try await emulator.create(
            Self.path, ["email": "A@example.com", "organization_id": .string(organization), "role_slug": "admin"])
        let accepted = try await emulator.json(.post, "\(Self.path)/\(id)/accept")
        #expect(accepted["state"] == "accepted")
        #expect(accepted["accepted_user_id"] == .string(user))
        #expect(accepted["accepted_at"]?.string == emulator.clock.now().rfc3339)
        let membership = try #require(try await emulator.storage.memberships(ofUser: user).first)
        #expect(membership.organizationID == organization && membership.roles == ["admin"])
        #expect(membership.status == .active)
        let members = try await emulator.json(.get, "\(Self.users)?organization_id=\(organization)")
        #expect(members["data"]?.array?.first?["id"] == .string(user))
        for action in ["accept", "revoke"] {
            #expect(
                try await emulator.error(.post, "\(Self.path)/\(id)/\(action)")
                    == APIError(.badRequest, "invite_not_pending", ""))
        }
        #expect(
            try await emulator.error(.post, "\(Self.path)/\(id)/resend")
                == APIError(.badRequest, "invite_accepted", ""))
    }

    @Test("who is unknown becomes a user by accepting; an inactive member becomes active again")
    func others() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let first = try await emulator.create(
            Self.path, ["email": "new@example.com", "organization_id": .string(organization)])
        let accepted = try await emulator.json(.post, "\(Self.path)/\(first)/accept")
        let user = try #require(accepted["accepted_user_id"]?.string)
        #expect(try await emulator.json(.get, "\(Self.users)/\(user)")["email_verified"] == true)
        let membership = try #require(try await emulator.storage.memberships(ofUser: user).first)
        _ = try await emulator.call(
            .put, "/user_management/organization_memberships/\(membership.id)/deactivate")
        let second = try await emulator.create(
            Self.path, ["email": "new@example.com", "organization_id": .string(organization)])
        _ = try await emulator.call(.post, "\(Self.path)/\(second)/accept")
        let memberships = try await emulator.storage.memberships(ofUser: user)
        #expect(memberships.map(\.status) == [.active])
    }

    @Test("the person who signs in with the link accepts it, and nobody with another address")
    func token() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let invitation = try await emulator.json(
            .post, Self.path, ["email": "a@example.com", "organization_id": .string(organization)])
        let token = try #require(invitation["token"]?.string)
        func user(_ email: String) async throws -> Resource {
            let id = try await emulator.create(Self.users, ["email": .string(email)])
            return try await emulator.context.find(.user, id)
        }
        let (right, other) = (try await user("A@example.com"), try await user("b@example.com"))
        await #expect(throws: APIError(.badRequest, "invitation_cannot_be_used_for_email", "")) {
            _ = try await Invitations.accept(token: token, user: other, emulator.context)
        }
        await #expect(throws: APIError(.badRequest, "invitation_invalid", "")) {
            _ = try await Invitations.accept(token: "none", user: right, emulator.context)
        }
        #expect(try await Invitations.accept(token: token, user: right, emulator.context) == organization)
        await #expect(throws: APIError(.badRequest, "invitation_invalid", "")) {
            _ = try await Invitations.accept(token: token, user: right, emulator.context)
        }
    }

    @Test("one that is over expires by itself, and the address can be invited again")
    func expiry() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        #expect(
            try await emulator.error(.post, Self.path, ["email": "A@example.com"])
                == APIError(.badRequest, "email_already_invited", ""))
        emulator.clock.advance(seconds: 7 * 86_400)
        #expect(try await emulator.json(.get, "\(Self.path)/\(id)")["state"] == "expired")
        #expect(try await emulator.error(.post, "\(Self.path)/\(id)/accept").code == "invite_not_pending")
        #expect(try await emulator.error(.post, "\(Self.path)/\(id)/resend").code == "invite_expired")
        let again = try await emulator.create(Self.path, ["email": "a@example.com"])
        let revoked = try await emulator.json(.post, "\(Self.path)/\(again)/revoke")
        #expect(revoked["state"] == "revoked" && revoked["revoked_at"]?.string == emulator.clock.now().rfc3339)
        #expect(try await emulator.error(.post, "\(Self.path)/\(again)/resend").code == "invite_revoked")
        let third = try await emulator.create(Self.path, ["email": "a@example.com"])
        let count = emulator.mail.messages.count
        #expect(try await emulator.json(.post, "\(Self.path)/\(third)/resend")["state"] == "pending")
        #expect(emulator.mail.messages.count == count + 1)
    }

    @Test("of many invitations at once for one address there is one")
    func race() async throws {
        let emulator = try await Harness()
        let sent = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? await emulator.call(.post, Self.path, ["email": "a@example.com"])) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(sent == 1)
    }

    @Test("400, 404 and 422 of sending")
    func refused() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let user = try await emulator.create(Self.users, ["email": "known@example.com"])
        _ = try await emulator.create(
            "/user_management/organization_memberships",
            ["user_id": .string(user), "organization_id": .string(organization)])
        func code(_ body: JSONObject) async throws -> String? { try await emulator.error(.post, Self.path, body).code }
        let member: JSONObject = ["email": "Known@example.com", "organization_id": .string(organization)]
        #expect(try await code(member) == "user_already_organization_member")
        #expect(try await code(["email": "known@example.com"]) == "user_already_exists")
        #expect(try await code(["email": "a@example.com", "expires_in_days": 0]) == "expires_in_days_too_short")
        #expect(try await code(["email": "a@example.com", "expires_in_days": 31]) == "expires_in_days_too_long")
        let invited: JSONObject = ["email": "a@example.com", "organization_id": .string(organization)]
        _ = try await emulator.create(Self.path, invited)
        #expect(try await code(invited) == "email_already_invited_to_organization")
        for body: JSONObject in [
            [:], ["email": "nobody"], ["email": "b@example.com", "expires_in_days": "soon"],
            ["email": "b@example.com", "organization_id": 7],
        ] {
            #expect(try await emulator.error(.post, Self.path, body).status == .unprocessable)
        }
        for body: JSONObject in [
            ["email": "b@example.com", "organization_id": "org_none"],
            ["email": "b@example.com", "inviter_user_id": "user_none"],
        ] {
            #expect(try await emulator.error(.post, Self.path, body).status == .notFound)
        }
        for (method, path) in [
            (APIRequest.Method.get, "invitation_none"), (.get, "by_token/none"), (.post, "invitation_none/accept"),
            (.post, "invitation_none/resend"), (.post, "invitation_none/revoke"),
        ] {
            #expect(try await emulator.error(method, "\(Self.path)/\(path)").status == .notFound)
        }
    }

    @Test("400: a role that is none of those that there are")
    func role() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        _ = try await emulator.context.create(.role, ["slug": "admin", "name": "Admin"])
        let error = try await emulator.error(
            .post, Self.path,
            ["email": "a@example.com", "organization_id": .string(organization), "role_slug": "owner"])
        #expect(error == APIError(.badRequest, "invalid_role", ""))
    }
}
