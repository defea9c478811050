import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("What ends with a new password")
struct CredentialChangeTests {
    private static let newPassword = "another horse battery"

    enum Change: CaseIterable {
        case reset
        case update
        case importedHash

        func happen(to user: String, _ emulator: Harness) async throws {
            switch self {
            case .reset:
                let path = "/user_management/password_reset"
                let reset = try await emulator.json(.post, path, ["email": "ada@example.com"])
                _ = try await emulator.call(
                    .post, "\(path)/confirm",
                    ["token": reset["password_reset_token"] ?? .null, "new_password": .string(newPassword)])
            case .update:
                _ = try await emulator.call(
                    .put, "/user_management/users/\(user)", ["password": .string(newPassword)])
            case .importedHash:
                // Of "password", by the bcrypt algorithm.
                let hash = "$2b$04$abcdefghijklmnopqrstuuQkR7cIZyrN7zy4b7PVkQpLhYv6iO8PS"
                _ = try await emulator.call(
                    .put, "/user_management/users/\(user)",
                    ["password_hash": .string(hash), "password_hash_type": "bcrypt"])
            }
        }
    }

    @Test("sessions, browsers, sign-in codes and pending sign-ins end with it", arguments: Change.allCases)
    func ends(_ change: Change) async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let session = try await emulator.authenticate(Harness.withPassword())
        let query = Harness.query()
        let cookie = try await emulator.signIn(.pick(userID: user), query)
        let code = try #require(await emulator.page(query, session: cookie).answer["code"])
        let organization = try await emulator.organization("Acme", members: [user])
        _ = try await emulator.organization("Globex", members: [user])
        let pending = try await emulator.refusal(Harness.withPassword())
        #expect(pending.code == "organization_selection_required")

        try await change.happen(to: user, emulator)

        #expect(try await emulator.refusal(Harness.refreshing(session)).code == "invalid_grant")
        #expect(await emulator.page(query, session: cookie).prompt != nil)
        let exchange: JSONObject = [
            "grant_type": "authorization_code", "code": .string(code), "organization_id": .string(organization),
        ]
        #expect(try await emulator.refusal(exchange).code == "invalid_grant")
        let selection: JSONObject = [
            "grant_type": "urn:workos:oauth:grant-type:organization-selection",
            "organization_id": .string(organization),
            "pending_authentication_token": pending.json["pending_authentication_token"] ?? .null,
        ]
        #expect(try await emulator.refusal(selection).code == "invalid_pending_authentication_token")
    }

    @Test("codes and devices of OAuth clients that were not redeemed end with it", arguments: Change.allCases)
    func unredeemed(_ change: Change) async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let now = emulator.clock.now()
        func grant(_ id: String) -> Grant {
            Grant(
                id: id, clientID: "client_1", subject: user, organizationID: nil, scopes: .none,
                audience: "https://mcp.example.com", allowsRefresh: true, authenticatedAt: now, createdAt: now)
        }
        let (code, device) = (SecretHash(Secret("code")), SecretHash(Secret("device")))
        let end = now.adding(seconds: 600)
        try await emulator.storage.insert(
            AuthorizationCode(
                hash: code, grant: grant("grant_1"), redirectURI: Harness.callback, codeChallenge: "challenge",
                expiresAt: end))
        try await emulator.storage.insert(
            DeviceAuthorization(
                hash: device, userCode: "WDJBMJHT", clientID: "client_1", scopes: .none,
                audience: "https://mcp.example.com", interval: 5, expiresAt: end, createdAt: now))
        _ = try await emulator.storage.decide(.approved(grant("grant_2")), userCode: "WDJBMJHT", at: now)

        try await change.happen(to: user, emulator)

        #expect(try await emulator.storage.authorizationCode(hash: code, at: now) == nil)
        #expect(
            try await emulator.storage.waitingDevice(deviceCodeHash: device, clientID: "client_1", at: now) == nil)
    }

    @Test("a link to reset the password that was ends with it")
    func resetLink() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let path = "/user_management/password_reset"
        let reset = try await emulator.json(.post, path, ["email": "ada@example.com"])
        try await Change.update.happen(to: user, emulator)
        let error = try await emulator.error(
            .post, "\(path)/confirm",
            ["token": reset["password_reset_token"] ?? .null, "new_password": .string(Harness.password)])
        #expect(error.json["errors"]?.array?.first?["code"] == "password_reset_token_expired")
    }

    @Test("a change of anything else ends nothing")
    func otherChange() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let session = try await emulator.authenticate(Harness.withPassword())
        _ = try await emulator.call(
            .put, "/user_management/users/\(user)", ["first_name": "Ada", "password": .null])
        _ = try await emulator.authenticate(Harness.refreshing(session))
    }
}
