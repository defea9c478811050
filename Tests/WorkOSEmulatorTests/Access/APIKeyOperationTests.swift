import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("API keys of the WorkOS-compatible API")
struct APIKeyOperationTests {
    private let emulator: Harness
    private let organization: String
    private let user: String

    init() async throws {
        emulator = try await Harness()
        organization = try await emulator.create("/organizations", ["name": "Acme"])
        user = try await emulator.create("/user_management/users", ["email": "ada@example.com"])
        _ = try await emulator.create(
            "/user_management/organization_memberships",
            ["user_id": .string(user), "organization_id": .string(organization)])
    }

    private func make(_ more: JSONObject = [:]) async throws -> (id: String, value: Secret) {
        var body = more
        body["name"] = "CI"
        let key = try await emulator.json(.post, "/organizations/\(organization)/api_keys", body)
        return (try #require(key["id"]?.string), Secret(try #require(key["value"]?.string)))
    }

    private func validated(_ value: Secret) async throws -> JSONValue? {
        try await emulator.json(.post, "/api_keys/validations", ["value": .string(value.revealed())])["api_key"]
    }

    /// Authentication and validation must say the same.
    private func isGood(_ value: Secret) async throws -> Bool {
        let isValid = try await validated(value) != .null
        let isOpen = (try? await emulator.call(.get, "/organizations", key: value)) != nil
        #expect(isValid == isOpen)
        return isValid
    }

    @Test("a key shows its value once, and its last four characters ever after")
    func shape() async throws {
        let answer = try await emulator.call(
            .post, "/organizations/\(organization)/api_keys",
            ["name": "CI", "permissions": ["posts:read"], "expires_at": "2099-01-01T00:00:00Z"])
        #expect(answer.status == 201)
        var key = try #require(answer.json?.object)
        let value = try #require(key["value"]?.string)
        #expect(value.hasPrefix("sk_") && value.utf8.count > 40)
        key["value"] = nil
        #expect(
            Set(key.names) == [
                "object", "id", "owner", "name", "obfuscated_value", "last_used_at", "expires_at", "permissions",
                "created_at", "updated_at",
            ])
        #expect(key["object"] == "api_key")
        #expect(key["owner"] == ["type": "organization", "id": .string(organization)])
        #expect(key["obfuscated_value"]?.string == "sk_...\(value.suffix(4))")
        #expect(key["expires_at"] == "2099-01-01T00:00:00.000Z")
        let list = try await emulator.json(.get, "/organizations/\(organization)/api_keys")
        #expect(list["data"] == [.object(key)])
        #expect(!list.serializedString().contains(value))
    }

    @Test("422: every member is checked: name, permissions, a date in the future")
    func validation() async throws {
        let path = "/organizations/\(organization)/api_keys"
        let bad: [JSONObject] = [
            [:], ["name": 7], ["name": ""], ["name": "K\u{0}"], ["name": "K", "permissions": "posts:read"],
            ["name": "K", "permissions": [1]], ["name": "K", "permissions": [["a"]]],
            ["name": "K", "permissions": ["a b"]], ["name": "K", "expires_at": "tomorrow"],
            ["name": "K", "expires_at": 5], ["name": "K", "expires_at": "2020-01-01T00:00:00Z"],
            ["name": "K", "permissions": .array(Array(repeating: "a", count: 1001))],
        ]
        for body in bad { #expect(try await emulator.error(.post, path, body).status == .unprocessable) }
        #expect(try await emulator.error(.post, "/organizations/org_none/api_keys", ["name": "K"]).status == .notFound)
        for value: JSONValue? in [nil, .null, 7, ["sk_x"]] {
            var body: JSONObject = [:]
            body["value"] = value
            #expect(try await emulator.error(.post, "/api_keys/validations", body).status == .unprocessable)
        }
    }

    @Test("a person's key needs an active membership, and the organization's list has it and nobody else's")
    func personal() async throws {
        let path = "/user_management/users/\(user)/api_keys"
        let other = try await emulator.create("/organizations", ["name": "Globex"])
        let body: JSONObject = ["name": "Mine", "organization_id": .string(organization)]
        let key = try await emulator.json(.post, path, body)
        #expect(
            key["owner"] == [
                "type": "user", "id": .string(user), "organization_id": .string(organization),
            ])
        let own = try await make()
        func ids(_ path: String) async throws -> [String] {
            (try await emulator.json(.get, path)["data"]?.array ?? []).compactMap { $0["id"]?.string }
        }
        let mine = try #require(key["id"]?.string)
        #expect(try await ids("/organizations/\(organization)/api_keys") == [own.id, mine])
        #expect(try await ids("/organizations/\(other)/api_keys") == [])
        #expect(try await ids(path) == [mine])
        #expect(try await ids("\(path)?organization_id=\(other)") == [])
        #expect(try await emulator.error(.post, path, ["name": "K"]).status == .unprocessable)
        let foreign: JSONObject = ["name": "K", "organization_id": .string(other)]
        #expect(try await emulator.error(.post, path, foreign).status == .unprocessable)
        let none: JSONObject = ["name": "K", "organization_id": "org_none"]
        #expect(try await emulator.error(.post, path, none).status == .notFound)
        #expect(try await emulator.error(.get, "/user_management/users/user_none/api_keys").status == .notFound)
    }

    @Test("a person's key is as good as their membership is active")
    func inactive() async throws {
        let key = try await emulator.json(
            .post, "/user_management/users/\(user)/api_keys",
            ["name": "Mine", "organization_id": .string(organization)])
        let value = Secret(try #require(key["value"]?.string))
        #expect(try await isGood(value))
        let memberships = "/user_management/organization_memberships"
        let list = try await emulator.json(.get, "\(memberships)?user_id=\(user)")
        let id = try #require(list["data"]?.array?.first?["id"]?.string)
        _ = try await emulator.call(.put, "\(memberships)/\(id)/deactivate")
        #expect(try await !isGood(value))
        _ = try await emulator.call(.put, "\(memberships)/\(id)/reactivate")
        #expect(try await isGood(value))
        _ = try await emulator.call(.delete, "/user_management/users/\(user)")
        #expect(try await !isGood(value))
    }

    @Test("a deleted key authenticates nobody from that moment, in authentication and in validations alike")
    func deletion() async throws {
        let key = try await make()
        #expect(try await isGood(key.value))
        #expect(try await emulator.call(.delete, "/api_keys/\(key.id)").status == 204)
        #expect(try await !isGood(key.value))
        let error = try await emulator.error(.delete, "/api_keys/\(key.id)")
        #expect(error.status == .notFound)
        #expect(error.message == "API Key not found: '\(key.id)'.")
    }

    @Test(
        "expire without a date, or with a past one, is at once; afterwards 409",
        arguments: [nil, "2020-01-01T00:00:00Z"])
    func expireNow(date: String?) async throws {
        let key = try await make()
        var body: JSONObject = [:]
        body["expires_at"] = date.map(JSONValue.string)
        let expired = try await emulator.json(.post, "/api_keys/\(key.id)/expire", body)
        #expect(expired["expires_at"]?.string == emulator.clock.now().rfc3339)
        #expect(try await !isGood(key.value))
        let bodies: [JSONObject] = [[:], ["expires_at": .null], ["expires_at": "2099-01-01T00:00:00Z"]]
        for again in bodies {
            let error = try await emulator.error(.post, "/api_keys/\(key.id)/expire", again)
            #expect(error.status == .conflict && error.code == "api_key_already_expired")
        }
    }

    @Test("a scheduled end comes at its moment, unless it was cleared before")
    func schedule() async throws {
        let (first, second) = (try await make(), try await make())
        let end = emulator.clock.now().adding(seconds: 60)
        for key in [first, second] {
            let body: JSONObject = ["expires_at": .string(end.rfc3339)]
            #expect(
                try await emulator.json(.post, "/api_keys/\(key.id)/expire", body)["expires_at"]?.string == end.rfc3339)
        }
        let cleared = try await emulator.json(.post, "/api_keys/\(second.id)/expire", ["expires_at": .null])
        #expect(cleared["expires_at"] == .null)
        emulator.clock.advance(seconds: 59)
        #expect(try await isGood(first.value))
        emulator.clock.advance(seconds: 1)
        #expect(try await !isGood(first.value))
        #expect(try await isGood(second.value))
        for value: JSONValue in ["soon", 5, ["2099-01-01T00:00:00Z"]] {
            let error = try await emulator.error(.post, "/api_keys/\(second.id)/expire", ["expires_at": value])
            #expect(error.status == .unprocessable)
        }
        #expect(try await emulator.error(.post, "/api_keys/api_key_none/expire").status == .notFound)
    }

    @Test("a record with a malformed date never authenticates")
    func malformedDate() async throws {
        let key = try await make()
        try await emulator.context.set(.apiKey, key.id) { $0.fields["expires_at"] = "whenever" }
        #expect(try await !isGood(key.value))
    }

    @Test("the last use is remembered, once a minute")
    func lastUse() async throws {
        let key = try await make()
        let first = emulator.clock.now()
        #expect(try await validated(key.value)?["last_used_at"]?.string == first.rfc3339)
        emulator.clock.advance(seconds: 59)
        #expect(try await validated(key.value)?["last_used_at"]?.string == first.rfc3339)
        emulator.clock.advance(seconds: 1)
        #expect(try await validated(key.value)?["last_used_at"]?.string == emulator.clock.now().rfc3339)
    }

    @Test("a value that is nobody's is null, whatever it has", arguments: ["", "sk_", "sk_none", "sk_\u{0}", "sk_…"])
    func nobody(value: String) async throws {
        #expect(try await validated(Secret(value)) == .null)
        let huge = Secret(String(repeating: "x", count: 100_000))
        #expect(try await validated(huge) == .null)
    }
}
