import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Signing in: sixteen requests at once")
struct SignInRaceTests {
    private func answers(_ emulator: Harness, _ body: JSONObject) async -> [JSONValue] {
        await withTaskGroup(of: JSONValue?.self) { group in
            for _ in 0..<16 { group.addTask { try? await emulator.authenticate(body) } }
            return await group.reduce(into: []) { if let answer = $1 { $0.append(answer) } }
        }
    }

    private func sessions(_ emulator: Harness, _ user: String) async throws -> Int {
        try await emulator.json(.get, "/user_management/users/\(user)/sessions?limit=100")["data"]?.array?.count ?? 0
    }

    @Test("one code gives one session")
    func code() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let code = try await emulator.code(of: user)
        let answers = await answers(emulator, ["grant_type": "authorization_code", "code": .string(code)])
        #expect(answers.count == 1)
        #expect(try await sessions(emulator, user) == 1)
    }

    @Test("one pending token gives one session")
    func pendingToken() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let organization = try await emulator.organization("Acme", members: [user])
        _ = try await emulator.organization("Globex", members: [user])
        let token = try await emulator.refusal(Harness.withPassword()).json["pending_authentication_token"]
        let answers = await answers(
            emulator,
            [
                "grant_type": "urn:workos:oauth:grant-type:organization-selection",
                "organization_id": .string(organization), "pending_authentication_token": token ?? .null,
            ])
        #expect(answers.count == 1)
        #expect(try await sessions(emulator, user) == 1)
    }

    @Test("one mailed code gives one session")
    func magicAuth() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let made = try await emulator.json(.post, "/user_management/magic_auth", ["email": "ada@example.com"])
        let answers = await answers(
            emulator,
            [
                "grant_type": "urn:workos:oauth:grant-type:magic-auth:code", "email": "ada@example.com",
                "code": made["code"] ?? .null,
            ])
        #expect(answers.count == 1)
        #expect(answers.first?["authentication_method"] == "MagicAuth")
        #expect(try await sessions(emulator, user) == 1)
    }
}
