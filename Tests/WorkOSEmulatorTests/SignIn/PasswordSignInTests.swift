import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Signing in with a password")
struct PasswordSignInTests {
    @Test("a right password gives a session, its tokens and the person")
    func success() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let answer = try await emulator.authenticate(
            Harness.withPassword().adding("ip_address", "198.51.100.42").adding("user_agent", "Test/1"))
        #expect(answer["user"]?["id"]?.string == user)
        #expect(answer["user"]?["object"]?.string == "user")
        #expect(answer["user"]?["last_sign_in_at"]?.string == emulator.clock.now().rfc3339)
        #expect(answer["authentication_method"] == "Password")
        #expect(answer["organization_id"] == nil && answer["impersonator"] == nil)
        let claims = try await emulator.claims(answer)
        #expect(claims["iss"]?.string == "\(Harness.baseURL)/user_management/\(Harness.clientID)")
        #expect(claims["sub"]?.string == user)
        #expect(claims["client_id"]?.string == Harness.clientID)
        let now = emulator.clock.now().seconds
        #expect(claims["iat"] == .integer(now) && claims["auth_time"] == .integer(now))
        #expect(claims["exp"] == .integer(now + 300))
        #expect(claims["jti"]?.string?.count == 26)
        #expect(claims["org_id"] == nil && claims["role"] == nil)
        let sessions = try await emulator.json(.get, "/user_management/users/\(user)/sessions")
        let session = try #require(sessions["data"]?.array?.first)
        #expect(session["id"] == claims["sid"])
        #expect(session["ip_address"] == "198.51.100.42" && session["user_agent"] == "Test/1")
        #expect(session["auth_method"] == "password" && session["status"] == "active")
        #expect(session["ended_at"] == .null && session["organization_id"] == nil)
    }

    @Test("a wrong password, an unknown address and a person without a password are told alike")
    func wrong() async throws {
        let emulator = try await Harness()
        _ = try await emulator.person()
        _ = try await emulator.create("/user_management/users", ["email": "bare@example.com"])
        for body in [
            Harness.withPassword("ada@example.com", "wrong password"), Harness.withPassword("nobody@example.com"),
            Harness.withPassword("bare@example.com"),
        ] {
            let error = try await emulator.refusal(body)
            #expect(error.status == .badRequest && error.code == "invalid_credentials")
        }
    }

    @Test("guessing is slowed down for each person, and each address of theirs")
    func throttled() async throws {
        let emulator = try await Harness()
        _ = try await emulator.person()
        var last: APIError?
        for _ in 0..<30 {
            last = try await emulator.refusal(
                Harness.withPassword("ada@example.com", "guess").adding("ip_address", "203.0.113.1"))
            if last?.status == .tooManyRequests { break }
        }
        #expect(last?.status == .tooManyRequests)
        #expect(last?.json["error"] == "too_many_requests")
        #expect((last?.retryAfter ?? 0) > 0)
        _ = try await emulator.authenticate(Harness.withPassword().adding("ip_address", "203.0.113.2"))
    }

    @Test("an unverified address needs the code that was mailed, and the sign-in goes on with the pending token")
    func unverified() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person(verified: false)
        let error = try await emulator.refusal(Harness.withPassword())
        #expect(error.status == .forbidden && error.code == "email_verification_required")
        #expect(error.json["email"] == "ada@example.com")
        #expect(error.json["email_verification_id"]?.string?.hasPrefix("email_verification_") == true)
        let token = try #require(error.json["pending_authentication_token"])
        let grant: JSONObject = [
            "grant_type": "urn:workos:oauth:grant-type:email-verification:code", "code": "000000",
            "pending_authentication_token": token,
        ]
        #expect(try await emulator.refusal(grant).code == "invalid_one_time_code")
        let message = try #require(emulator.mail.messages.last)
        #expect(message.to == "ada@example.com" && message.kind == .emailVerification)
        let right = grant.adding("code", try #require(message.code))
        let answer = try await emulator.authenticate(right)
        #expect(answer["user"]?["id"]?.string == user)
        #expect(answer["user"]?["email_verified"] == true)
        #expect(try await emulator.refusal(right).code == "invalid_pending_authentication_token")
    }

    @Test("members that are missing or no strings are all named")
    func malformed() async throws {
        let emulator = try await Harness()
        let error = try await emulator.refusal(["grant_type": "password", "email": 7])
        #expect(error.status == .unprocessable && error.code == "invalid_request_parameters")
        #expect(error.problems.map(\.field) == ["email", "password"])
        #expect(try await emulator.refusal(["grant_type": "nonsense"]).code == "unsupported_grant_type")
        #expect(
            try await emulator.refusal(["grant_type": "urn:workos:oauth:grant-type:radar-sms-challenge:code"])
                .message.contains("not emulated"))
    }

    @Test("the secret is an API key of the environment, and this grant needs it")
    func client() async throws {
        let emulator = try await Harness()
        _ = try await emulator.person()
        for secret in [Secret("sk_wrong"), nil] {
            let error = try await emulator.refusal(Harness.withPassword(), secret: secret)
            #expect(error.status == .badRequest && error.json["error"] == "invalid_client")
        }
        let unknown = try await emulator.refusal(Harness.withPassword().adding("client_id", "nobody"))
        #expect(unknown.json["error"] == "invalid_client")
        let pinned = try await Harness { $0.clientID = "client_pinned" }
        #expect(try await pinned.refusal(Harness.withPassword()).code == "invalid_client")
    }
}

extension JSONObject {
    func adding(_ name: String, _ value: String) -> JSONObject {
        var copy = self
        copy[name] = .string(value)
        return copy
    }
}
