import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Codes that verify and change addresses")
struct EmailCodeTests {
    private static let path = "/user_management/users"

    private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    @Test("a code that was sent to the address verifies it, once")
    func verification() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let path = "\(Self.path)/\(id)/email_verification"
        #expect(try await emulator.json(.post, "\(path)/send")["user"]?["email_verified"] == false)
        let mail = try #require(emulator.mail.messages.first)
        #expect(mail.to == "a@example.com" && mail.kind == .emailVerification)
        let shown = try await emulator.json(.get, "/user_management/email_verification/\(mail.resourceID)")
        #expect(shown["object"] == "email_verification")
        #expect(shown["user_id"] == .string(id) && shown["email"] == "a@example.com")
        let code = try #require(shown["code"]?.string)
        #expect(code == mail.code && code.utf8.count == 6)
        #expect(shown["expires_at"]?.string == emulator.clock.now().adding(seconds: 600).rfc3339)
        let verified = try await emulator.json(.post, "\(path)/confirm", ["code": .string(code)])
        #expect(verified["user"]?["email_verified"] == true)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(code)]).code
                == "email_verification_code_previously_used")
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(wrong(code))]).code
                == "email_previously_verified")
        #expect(try await emulator.error(.post, "\(path)/send").code == "email_already_verified")
    }

    @Test("a code ends after ten minutes, after five wrong ones, with a newer one, and with the address")
    func ends() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let path = "\(Self.path)/\(id)/email_verification"
        func send() async throws -> String {
            _ = try await emulator.call(.post, "\(path)/send")
            return try #require(emulator.mail.messages.last?.code)
        }
        func confirm(_ code: String) async throws -> String? {
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(code)]).code
        }
        #expect(try await confirm("123456") == "email_verification_code_incorrect")
        let first = try await send()
        emulator.clock.advance(seconds: 600)
        #expect(try await confirm(first) == "email_verification_code_expired")

        let guessed = try await send()
        for _ in 0..<5 { #expect(try await confirm(wrong(guessed)) == "email_verification_code_incorrect") }
        #expect(try await confirm(guessed) == "email_verification_code_expired")

        let older = try await send()
        let newer = try await send()
        if older != newer { #expect(try await confirm(older) == "email_verification_code_incorrect") }
        _ = try await emulator.call(.put, "\(Self.path)/\(id)", ["email": "b@example.com"])
        #expect(try await confirm(newer) == "email_verification_code_expired")
    }

    @Test("of many requests at once with one code one uses it")
    func race() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let path = "\(Self.path)/\(id)/email_verification"
        _ = try await emulator.call(.post, "\(path)/send")
        let code = try #require(emulator.mail.messages.last?.code)
        let used = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (try? await emulator.call(.post, "\(path)/confirm", ["code": .string(code)])) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(used == 1)
    }

    @Test("404 and 422 of verification")
    func refused() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        #expect(
            try await emulator.error(.post, "\(Self.path)/\(id)/email_verification/confirm").status == .unprocessable)
        for action in ["send", "confirm"] {
            #expect(
                try await emulator.error(
                    .post, "\(Self.path)/user_none/email_verification/\(action)", ["code": "123456"]
                ).status == .notFound)
        }
        #expect(
            try await emulator.error(.get, "/user_management/email_verification/email_verification_none").status
                == .notFound)
    }

    // MARK: - Changing the address

    @Test("a code that was sent to a new address makes it the user's, verified")
    func change() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let path = "\(Self.path)/\(id)/email_change"
        let sent = try await emulator.json(.post, "\(path)/send", ["new_email": "New@example.com"])
        #expect(sent["object"] == "email_change")
        #expect(sent["new_email"] == "New@example.com")
        #expect(sent["user"]?["email"] == "a@example.com")
        #expect(sent["code"] == nil)
        let mail = try #require(emulator.mail.messages.last)
        #expect(mail.to == "New@example.com" && mail.kind == .emailChange)
        let code = try #require(mail.code)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(wrong(code))])
                == APIError(.badRequest, "email_change_code_incorrect", ""))
        let confirmed = try await emulator.json(.post, "\(path)/confirm", ["code": .string(code)])
        #expect(confirmed["object"] == "email_change_confirmation")
        #expect(confirmed["user"]?["email"] == "New@example.com")
        #expect(confirmed["user"]?["email_verified"] == true)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(code)])
                == APIError(.conflict, "email_change_code_previously_used", ""))
        let found = try await emulator.json(.get, "\(Self.path)?email=new@example.com")
        #expect(found["data"]?.array?.first?["id"] == .string(id))
    }

    @Test("409, 422 and 429 of changes: an address that is the user's or another's, too many wrong codes, none at all")
    func refusedChanges() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        _ = try await emulator.create(Self.path, ["email": "b@example.com"])
        let path = "\(Self.path)/\(id)/email_change"
        func send(_ email: JSONValue) async throws -> APIError {
            try await emulator.error(.post, "\(path)/send", ["new_email": email])
        }
        #expect(try await send("A@example.com") == APIError(.conflict, "email_change_not_needed", ""))
        #expect(try await send("B@example.com") == APIError(.conflict, "email_not_available", ""))
        #expect(try await send("nobody") == APIError(.unprocessable, "invalid_email", ""))
        #expect(try await send(.null).status == .unprocessable)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": "123456"])
                == APIError(.conflict, "no_pending_email_change", ""))
        _ = try await emulator.call(.post, "\(path)/send", ["new_email": "c@example.com"])
        let code = try #require(emulator.mail.messages.last?.code)
        for _ in 0..<5 { _ = try await emulator.error(.post, "\(path)/confirm", ["code": .string(wrong(code))]) }
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(code)])
                == APIError(.tooManyRequests, "email_change_too_many_attempts", ""))

        _ = try await emulator.call(.post, "\(path)/send", ["new_email": "c@example.com"])
        _ = try await emulator.create(Self.path, ["email": "c@example.com"])
        let late = try #require(emulator.mail.messages.last?.code)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(late)])
                == APIError(.conflict, "email_not_available", ""))
        emulator.clock.advance(seconds: 600)
        #expect(
            try await emulator.error(.post, "\(path)/confirm", ["code": .string(late)])
                == APIError(.badRequest, "email_change_code_expired", ""))
    }
}
