import JSON
import OAuth
import Storage
import TestSupport
import Testing

import WorkOSEmulator

@Suite("Codes to sign in with")
struct MagicAuthTests {
    private static let path = "/user_management/magic_auth"

    @Test("a code is mailed to a known address, and signs up an unknown one")
    func send() async throws {
        let emulator = try await Harness()
        let user = try await emulator.create("/user_management/users", ["email": "a@example.com"])
        let answer = try await emulator.call(.post, Self.path, ["email": "A@example.com"])
        #expect(answer.status == 201)
        let magic = try #require(answer.json)
        #expect(magic["object"] == "magic_auth" && magic["user_id"] == .string(user))
        #expect(magic["expires_at"]?.string == emulator.clock.now().adding(seconds: 600).rfc3339)
        let id = try #require(magic["id"]?.string)
        #expect(try await emulator.json(.get, "\(Self.path)/\(id)") == magic)
        let mail = try #require(emulator.mail.messages.last)
        #expect(mail.kind == .magicAuth && mail.to == "a@example.com" && mail.code == magic["code"]?.string)

        let new = try await emulator.json(.post, Self.path, ["email": "new@example.com"])
        let newID = try #require(new["user_id"]?.string)
        #expect(try await emulator.json(.get, "/user_management/users/\(newID)")["email_verified"] == false)
    }

    @Test("the code of an address is good once, and verifies the address")
    func use() async throws {
        let emulator = try await Harness()
        let magic = try await emulator.json(.post, Self.path, ["email": "a@example.com"])
        let code = try #require(magic["code"]?.string)
        let user = try await MagicAuths.use(code: code, email: "A@example.com", emulator.context)
        #expect(magic["user_id"] == .string(user.id))
        #expect(user.fields["email_verified"] == true)
        await #expect(throws: APIError(.badRequest, "one_time_code_previously_used", "")) {
            _ = try await MagicAuths.use(code: code, email: "a@example.com", emulator.context)
        }
    }

    @Test("400: wrong codes, five of which end the right one, other addresses, late ones")
    func refused() async throws {
        let emulator = try await Harness()
        let magic = try await emulator.json(.post, Self.path, ["email": "a@example.com"])
        let code = try #require(magic["code"]?.string)
        let wrong = code == "000000" ? "000001" : "000000"
        func use(_ code: String, _ email: String = "a@example.com") async throws -> String? {
            await #expect(throws: APIError.self) {
                _ = try await MagicAuths.use(code: code, email: email, emulator.context)
            }?.code
        }
        #expect(try await use(code, "b@example.com") == "invalid_one_time_code")
        for _ in 0..<5 { #expect(try await use(wrong) == "invalid_one_time_code") }
        #expect(try await use(code) == "one_time_code_too_many_attempts")
        let second = try await emulator.json(.post, Self.path, ["email": "a@example.com"])
        emulator.clock.advance(seconds: 600)
        let late = try #require(second["code"]?.string)
        #expect(try await use(late) == "one_time_code_expired")
    }

    @Test("an invitation is accepted with the code, and must be for the address")
    func invitation() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let invitation = try await emulator.json(
            .post, "/user_management/invitations",
            ["email": "a@example.com", "organization_id": .string(organization)])
        let token = try #require(invitation["token"])
        for body: JSONObject in [
            ["email": "b@example.com", "invitation_token": token],
            ["email": "a@example.com", "invitation_token": "none"],
        ] {
            let error = try await emulator.error(.post, Self.path, body)
            #expect(error.json["error"] == "invitation_invalid")
        }
        let magic = try await emulator.json(
            .post, Self.path, ["email": "a@example.com", "invitation_token": token])
        let user = try await MagicAuths.use(
            code: try #require(magic["code"]?.string), email: "a@example.com", emulator.context)
        #expect(try await emulator.storage.organizations(ofUser: user.id).map(\.id) == [organization])
    }

    @Test("404 and 422")
    func missing() async throws {
        let emulator = try await Harness()
        #expect(try await emulator.error(.get, "\(Self.path)/magic_auth_none").status == .notFound)
        #expect(try await emulator.error(.post, Self.path).status == .unprocessable)
        #expect(try await emulator.error(.post, Self.path, ["email": "nobody"]).status == .unprocessable)
    }
}
