import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Sessions: refreshing and ending")
struct SessionRefreshTests {
    private func begin(_ emulator: Harness) async throws -> JSONValue {
        _ = try await emulator.person()
        return try await emulator.authenticate(Harness.withPassword())
    }

    private func session(_ emulator: Harness, _ answer: JSONValue) async throws -> JSONValue {
        let user = try #require(answer["user"]?["id"]?.string)
        let list = try await emulator.json(.get, "/user_management/users/\(user)/sessions")
        return try #require(list["data"]?.array?.first)
    }

    @Test("a refresh gives new tokens of the same session, and the newest refresh token goes on")
    func refresh() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        emulator.clock.advance(seconds: 60)
        let second = try await emulator.authenticate(Harness.refreshing(first))
        #expect(second["refresh_token"] != first["refresh_token"])
        #expect(second["access_token"] != first["access_token"])
        let (old, new) = (try await emulator.claims(first), try await emulator.claims(second))
        #expect(old["sid"] == new["sid"] && old["auth_time"] == new["auth_time"] && old["jti"] != new["jti"])
        _ = try await emulator.authenticate(Harness.refreshing(second))
    }

    @Test("within the grace the same request gets the same answer, another one does not")
    func grace() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let second = try await emulator.authenticate(Harness.refreshing(first))
        #expect(try await emulator.authenticate(Harness.refreshing(first)) == second)
        let other = try await emulator.refusal(Harness.refreshing(first, organization: "org_other"))
        #expect(other.json["error"] == "invalid_grant")
    }

    @Test("RFC 9700 §4.14.2: a refresh token that is used again ends the session")
    func reuse() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let second = try await emulator.authenticate(Harness.refreshing(first))
        emulator.clock.advance(seconds: 60)
        #expect(try await emulator.refusal(Harness.refreshing(first)).code == "invalid_grant")
        #expect(try await emulator.refusal(Harness.refreshing(second)).code == "invalid_grant")
        #expect(try await session(emulator, second)["status"] == "revoked")
    }

    @Test("a refresh token works with its application alone")
    func otherApplication() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let error = try await emulator.refusal(Harness.refreshing(first).adding("client_id", "client_other"))
        #expect(error.code == "invalid_grant")
        // Of an application that shows its secret, a stranger who found the token gets nothing.
        #expect(try await emulator.refusal(Harness.refreshing(first), secret: nil).code == "invalid_grant")
        _ = try await emulator.authenticate(Harness.refreshing(first))
    }

    @Test("no OAuth client gets tokens for a session's refresh token")
    func notOAuth() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let client = Client(
            id: "conn_app_1", clientID: Harness.clientID, kind: .application, name: "Same id", organizationID: nil,
            scopes: .none, authenticationMethods: [.none], grantTypes: [.refreshToken],
            createdAt: emulator.clock.now())
        try await emulator.storage.insert(client, secrets: [])
        let request = try TokenRequest(parameters: [
            ("grant_type", "refresh_token"), ("client_id", Harness.clientID),
            ("refresh_token", try #require(first["refresh_token"]?.string)),
        ])
        await #expect(throws: OAuthError(.invalidGrant, "")) {
            _ = try await emulator.context.server.token(request, authorization: nil, from: "192.0.2.1")
        }
    }

    @Test("revoking a session ends it at once, and its identifier is on the revocation list")
    func revoke() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let id = try #require(try await emulator.claims(first)["sid"]?.string)
        let answer = try await emulator.call(.post, "/user_management/sessions/revoke", ["session_id": .string(id)])
        #expect(answer.status == 200)
        #expect(emulator.context.server.revocations.isRevoked(anyOf: [id]))
        #expect(try await emulator.refusal(Harness.refreshing(first)).code == "invalid_grant")
        let shown = try await session(emulator, first)
        #expect(shown["status"] == "revoked")
        #expect(shown["ended_at"]?.string == emulator.clock.now().rfc3339)
        let unknown = try await emulator.error(
            .post, "/user_management/sessions/revoke", ["session_id": "session_none"])
        #expect(unknown.status == .badRequest)
        #expect(try await emulator.error(.post, "/user_management/sessions/revoke").status == .unprocessable)
    }

    @Test("a session that is not refreshed in time has expired")
    func expiry() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        emulator.clock.advance(seconds: emulator.context.server.configuration.lifetimes.refreshToken)
        #expect(try await emulator.refusal(Harness.refreshing(first)).code == "invalid_grant")
        #expect(try await session(emulator, first)["status"] == "expired")
    }

    @Test("a deleted person's session cannot be refreshed")
    func deletedPerson() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let user = try #require(first["user"]?["id"]?.string)
        _ = try await emulator.call(.delete, "/user_management/users/\(user)")
        #expect(try await emulator.refusal(Harness.refreshing(first)).code == "invalid_grant")
    }

    @Test("sixteen at once with one refresh token: one session, one answer")
    func race() async throws {
        let emulator = try await Harness()
        let first = try await begin(emulator)
        let answers = await withTaskGroup(of: JSONValue?.self) { group in
            for _ in 0..<16 {
                group.addTask { try? await emulator.authenticate(Harness.refreshing(first)) }
            }
            return await group.reduce(into: [JSONValue]()) { if let answer = $1 { $0.append(answer) } }
        }
        #expect(Set(answers.compactMap { $0["refresh_token"]?.string }).count == 1)
    }

    @Test("the list of an unknown person is 404")
    func unknownPerson() async throws {
        let emulator = try await Harness()
        #expect(try await emulator.error(.get, "/user_management/users/user_none/sessions").status == .notFound)
    }
}
