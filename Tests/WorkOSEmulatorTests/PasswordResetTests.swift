import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Password resets")
struct PasswordResetTests {
    private static let path = "/user_management/password_reset"
    private static let password = "correct horse battery"

    private func start(_ emulator: Harness) async throws -> (userID: String, token: JSONValue, id: String) {
        let user = try await emulator.create("/user_management/users", ["email": "a@example.com"])
        let reset = try await emulator.json(.post, Self.path, ["email": "A@example.com"])
        return (user, try #require(reset["password_reset_token"]), try #require(reset["id"]?.string))
    }

    @Test("the link that was mailed sets a new password, once, and ends every session")
    func reset() async throws {
        let emulator = try await Harness()
        let (user, token, id) = try await start(emulator)
        let shown = try await emulator.json(.get, "\(Self.path)/\(id)")
        #expect(
            Set(shown.object?.names ?? []) == [
                "object", "id", "user_id", "email", "expires_at", "created_at", "password_reset_token",
                "password_reset_url",
            ])
        #expect(shown["object"] == "password_reset")
        #expect(shown["user_id"] == .string(user) && shown["email"] == "a@example.com")
        let mail = try #require(emulator.mail.messages.last)
        #expect(mail.kind == .passwordReset && mail.to == "a@example.com")
        #expect(mail.link == shown["password_reset_url"]?.string)
        #expect(token.string.flatMap { mail.link?.hasSuffix($0) } == true)
        let now = emulator.clock.now()
        let cookie = SecretHash(Secret("cookie"))
        try await emulator.storage.insert(
            SignInSession(
                hash: cookie, userID: user, authenticatedAt: now, authenticatedFor: nil,
                expiresAt: now.adding(seconds: 600)), replacing: nil)

        let body: JSONObject = ["token": token, "new_password": .string(Self.password)]
        let answer = try await emulator.json(.post, "\(Self.path)/confirm", body)
        #expect(answer["user"]?["id"] == .string(user))
        #expect(answer["user"]?["email_verified"] == true)
        let hash = try #require(try await emulator.storage.user(id: user)?.passwordHash)
        #expect(try await emulator.context.hasher.verify(Secret(Self.password), hash))
        #expect(try await emulator.storage.session(hash: cookie, at: now) == nil)
        let again = try await emulator.error(.post, "\(Self.path)/confirm", body)
        #expect(again == APIError(.badRequest, "password_reset_error", ""))
        #expect(again.json["errors"]?.array?.first?["code"] == "password_reset_token_used")
    }

    @Test("400: a token that is over, or older than another one, or whose address has changed, and weak passwords")
    func refused() async throws {
        let emulator = try await Harness()
        let (user, token, _) = try await start(emulator)
        func confirm(_ token: JSONValue, _ password: String = Self.password) async throws -> JSONValue? {
            let error = try await emulator.error(
                .post, "\(Self.path)/confirm", ["token": token, "new_password": .string(password)])
            #expect(error == APIError(.badRequest, "password_reset_error", ""))
            return error.json["errors"]?.array?.first?["code"]
        }
        #expect(try await confirm(token, "short") == "password_too_short")
        let newer = try #require(
            try await emulator.json(.post, Self.path, ["email": "a@example.com"])["password_reset_token"])
        #expect(try await confirm(token) == "password_reset_token_expired")
        _ = try await emulator.call(.put, "/user_management/users/\(user)", ["email": "b@example.com"])
        #expect(try await confirm(newer) == "password_reset_token_expired")
        let last = try #require(
            try await emulator.json(.post, Self.path, ["email": "b@example.com"])["password_reset_token"])
        emulator.clock.advance(seconds: 3600)
        #expect(try await confirm(last) == "password_reset_token_expired")
        #expect(try await emulator.storage.user(id: user)?.passwordHash == nil)
    }

    @Test("404 and 422")
    func missing() async throws {
        let emulator = try await Harness()
        #expect(try await emulator.error(.post, Self.path, ["email": "a@example.com"]).status == .notFound)
        #expect(try await emulator.error(.post, Self.path, ["email": "nobody"]).status == .unprocessable)
        #expect(try await emulator.error(.post, Self.path).status == .unprocessable)
        #expect(try await emulator.error(.get, "\(Self.path)/password_reset_none").status == .notFound)
        let confirm = "\(Self.path)/confirm"
        #expect(
            try await emulator.error(.post, confirm, ["token": "none", "new_password": .string(Self.password)]).status
                == .notFound)
        #expect(try await emulator.error(.post, confirm, ["token": "none"]).status == .unprocessable)
    }
}
