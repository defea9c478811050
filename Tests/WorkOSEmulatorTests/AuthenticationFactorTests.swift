import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Authentication factors")
struct AuthenticationFactorTests {
    private static let users = "/user_management/users"

    private func enrolled(_ emulator: Harness) async throws -> (
        userID: String, factorID: String, totp: TOTP, json: JSONValue
    ) {
        let user = try await emulator.create(Self.users, ["email": "a@example.com"])
        let answer = try await emulator.call(.post, "\(Self.users)/\(user)/auth_factors", ["type": "totp"])
        #expect(answer.status == 201)
        let json = try #require(answer.json)
        let factor = try #require(json["authentication_factor"])
        let secret = try #require(factor["totp"]?["secret"]?.string)
        let totp = try #require(TOTP(base32: secret))
        return (user, try #require(factor["id"]?.string), totp, json)
    }

    private func verify(_ challenge: JSONValue?, _ code: String, _ emulator: Harness) async throws -> JSONValue? {
        let id = try #require(challenge?["id"]?.string)
        return try await emulator.json(.post, "/auth/challenges/\(id)/verify", ["code": .string(code)])["valid"]
    }

    private func wrong(_ totp: TOTP, _ emulator: Harness) -> String {
        let now = emulator.clock.now()
        return ["000000", "000001", "000002", "000003"].first { totp.step(matching: $0, at: now) == nil } ?? ""
    }

    @Test("an app gets a secret, a URI and a picture, which are shown once, and a challenge")
    func enrolment() async throws {
        let emulator = try await Harness()
        let (user, id, totp, json) = try await enrolled(emulator)
        let factor = try #require(json["authentication_factor"])
        #expect(factor["object"] == "authentication_factor" && factor["type"] == "totp")
        #expect(factor["user_id"] == .string(user))
        #expect(factor["totp"]?["user"] == "a@example.com")
        #expect(factor["totp"]?["uri"]?.string?.contains("secret=\(totp.base32)") == true)
        #expect(factor["totp"]?["qr_code"]?.string?.hasPrefix("data:image/png;base64,") == true)
        let challenge = try #require(json["authentication_challenge"])
        #expect(challenge["object"] == "authentication_challenge")
        #expect(challenge["authentication_factor_id"] == .string(id))
        #expect(challenge["code"] == nil)
        let later = try await emulator.json(.get, "/auth/factors/\(id)")
        #expect(later["totp"]?.object?.names == ["issuer", "user"])
        let list = try await emulator.json(.get, "\(Self.users)/\(user)/auth_factors")
        #expect(list["data"]?.array == [later])
        #expect(try await verify(challenge, totp.code(at: emulator.clock.now()), emulator) == true)
    }

    @Test("RFC 6238 §5.2: a code is good once, whatever the challenge, and so is the challenge")
    func once() async throws {
        let emulator = try await Harness()
        let (_, id, totp, json) = try await enrolled(emulator)
        let challenge = json["authentication_challenge"]
        let code = totp.code(at: emulator.clock.now())
        #expect(try await verify(challenge, wrong(totp, emulator), emulator) == false)
        #expect(try await verify(challenge, code, emulator) == true)
        let path = "/auth/challenges/\(try #require(challenge?["id"]?.string))/verify"
        #expect(
            try await emulator.error(.post, path, ["code": .string(code)])
                == APIError(.unprocessable, "authentication_challenge_previously_verified", ""))
        let second = try await emulator.call(.post, "/auth/factors/\(id)/challenge")
        #expect(second.status == 201)
        #expect(try await verify(second.json, code, emulator) == false)
        emulator.clock.advance(seconds: 30)
        #expect(try await verify(second.json, totp.code(at: emulator.clock.now()), emulator) == true)
    }

    @Test("400: five wrong codes end a challenge, twenty end guessing at the factor for ten minutes")
    func guessing() async throws {
        let emulator = try await Harness()
        let (_, id, totp, _) = try await enrolled(emulator)
        for _ in 0..<4 {
            let challenge = try await emulator.json(.post, "/auth/factors/\(id)/challenge")
            for _ in 0..<5 { #expect(try await verify(challenge, wrong(totp, emulator), emulator) == false) }
            let path = "/auth/challenges/\(try #require(challenge["id"]?.string))/verify"
            #expect(
                try await emulator.error(.post, path, ["code": .string(totp.code(at: emulator.clock.now()))])
                    == APIError(.badRequest, "one_time_code_too_many_attempts", ""))
        }
        let challenge = try await emulator.json(.post, "/auth/factors/\(id)/challenge")
        let path = "/auth/challenges/\(try #require(challenge["id"]?.string))/verify"
        #expect(
            try await emulator.error(.post, path, ["code": .string(totp.code(at: emulator.clock.now()))])
                == APIError(.badRequest, "one_time_code_too_many_attempts", ""))
        emulator.clock.advance(seconds: 600)
        let next = try await emulator.json(.post, "/auth/factors/\(id)/challenge")
        #expect(try await verify(next, totp.code(at: emulator.clock.now()), emulator) == true)
    }

    @Test("of many requests at once with one code one is right")
    func race() async throws {
        let emulator = try await Harness()
        let (_, id, totp, _) = try await enrolled(emulator)
        var challenges: [JSONValue] = []
        for _ in 0..<4 { challenges.append(try await emulator.json(.post, "/auth/factors/\(id)/challenge")) }
        let code = totp.code(at: emulator.clock.now())
        let right = await withTaskGroup(of: Bool.self) { group in
            for challenge in challenges {
                group.addTask { (try? await verify(challenge, code, emulator)) == true }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 1)
    }

    @Test("a challenge ends after ten minutes")
    func expiry() async throws {
        let emulator = try await Harness()
        let (_, _, totp, json) = try await enrolled(emulator)
        emulator.clock.advance(seconds: 600)
        let path = "/auth/challenges/\(try #require(json["authentication_challenge"]?["id"]?.string))/verify"
        #expect(
            try await emulator.error(.post, path, ["code": .string(totp.code(at: emulator.clock.now()))])
                == APIError(.unprocessable, "authentication_challenge_expired", ""))
    }

    @Test("a telephone gets its code by SMS, and an application hands on its own")
    func codes() async throws {
        let emulator = try await Harness()
        let sms = try await emulator.json(
            .post, "/auth/factors/enroll", ["type": "sms", "phone_number": "+15005550006"])
        #expect(sms["sms"] == ["phone_number": "+15005550006"])
        #expect(sms["totp"] == nil && sms["user_id"] == nil)
        let asked = try await emulator.json(
            .post, "/auth/factors/\(try #require(sms["id"]?.string))/challenge", ["sms_template": "It is {{code}}."])
        #expect(asked["code"] == nil)
        let mail = try #require(emulator.mail.messages.last)
        #expect(mail.to == "+15005550006" && mail.kind == .smsChallenge)
        let code = try #require(mail.code)
        #expect(try await verify(asked, code == "000000" ? "000001" : "000000", emulator) == false)
        #expect(try await verify(asked, code, emulator) == true)

        let generic = try await emulator.json(.post, "/auth/factors/enroll", ["type": "generic_otp"])
        let shown = try await emulator.json(
            .post, "/auth/factors/\(try #require(generic["id"]?.string))/challenge")
        let handedOn = try #require(shown["code"]?.string)
        #expect(try await verify(shown, handedOn, emulator) == true)
    }

    @Test("an app is enrolled for nobody in particular, or with a secret of one's own")
    func otherEnrolments() async throws {
        let emulator = try await Harness()
        let free = try await emulator.json(
            .post, "/auth/factors/enroll", ["type": "totp", "totp_issuer": "Acme", "totp_user": "ada"])
        #expect(free["totp"]?["issuer"] == "Acme" && free["totp"]?["user"] == "ada")
        #expect(free["user_id"] == nil)
        let user = try await emulator.create(Self.users, ["email": "a@example.com"])
        let own = try await emulator.json(
            .post, "\(Self.users)/\(user)/auth_factors",
            ["type": "totp", "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DP", "totp_issuer": "Acme"])
        #expect(own["authentication_factor"]?["totp"]?["secret"] == "JBSWY3DPEHPK3PXPJBSWY3DP")
    }

    @Test("a factor that is deleted goes with its challenges, and with its user")
    func deletion() async throws {
        let emulator = try await Harness()
        let (user, id, _, json) = try await enrolled(emulator)
        let challenge = try #require(json["authentication_challenge"]?["id"]?.string)
        #expect(try await emulator.call(.delete, "/auth/factors/\(id)").status == 204)
        for (method, path) in [
            (APIRequest.Method.get, "/auth/factors/\(id)"), (.delete, "/auth/factors/\(id)"),
            (.post, "/auth/factors/\(id)/challenge"), (.post, "/auth/challenges/\(challenge)/verify"),
        ] {
            #expect(try await emulator.error(method, path, ["code": "123456"]).status == .notFound)
        }
        let again = try await emulator.json(.post, "\(Self.users)/\(user)/auth_factors", ["type": "totp"])
        _ = try await emulator.call(.delete, "\(Self.users)/\(user)")
        let other = try #require(again["authentication_factor"]?["id"]?.string)
        #expect(try await emulator.error(.get, "/auth/factors/\(other)").status == .notFound)
    }

    @Test("404 and 422 of enrolment")
    func refused() async throws {
        let emulator = try await Harness()
        for body: JSONObject in [
            [:], ["type": "webauthn"], ["type": "totp"], ["type": "sms"], ["type": "sms", "phone_number": "0123"],
            ["type": "totp", "totp_user": 7],
        ] {
            #expect(try await emulator.error(.post, "/auth/factors/enroll", body).status == .unprocessable)
        }
        #expect(
            try await emulator.error(.post, "/auth/factors/enroll", ["type": "totp", "user_id": "user_none"]).status
                == .notFound)
        let user = try await emulator.create(Self.users, ["email": "a@example.com"])
        let path = "\(Self.users)/\(user)/auth_factors"
        for body: JSONObject in [[:], ["type": "sms"], ["type": "totp", "totp_secret": "no base32"]] {
            #expect(try await emulator.error(.post, path, body).status == .unprocessable)
        }
        #expect(try await emulator.error(.get, "\(Self.users)/user_none/auth_factors").status == .notFound)
        let (_, id, _, _) = try await enrolled(try await Harness())
        #expect(try await emulator.error(.post, "/auth/factors/\(id)/challenge").status == .notFound)
    }
}
