import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Connect applications and their secrets")
struct ConnectApplicationTests {
    private static let path = "/connect/applications"
    private let emulator: Harness
    private let organization: String

    init() async throws {
        emulator = try await Harness()
        organization = try await emulator.create("/organizations", ["name": "Acme"])
    }

    private var machine: JSONObject {
        ["name": "Agent", "application_type": "m2m", "organization_id": .string(organization), "scopes": ["a", "b"]]
    }

    private var web: JSONObject {
        [
            "name": "Web", "application_type": "oauth", "is_first_party": true,
            "redirect_uris": [
                ["uri": "https://a.example/callback"], ["uri": "http://127.0.0.1/callback", "default": true],
            ],
        ]
    }

    @Test("an M2M application has the shape of the specification, and its own audience")
    func machineShape() async throws {
        var request = machine
        request["audience"] = "https://api.example.com"
        let answer = try await emulator.call(.post, ConnectApplicationTests.path, request)
        #expect(answer.status == 201)
        let application = try #require(answer.json?.object)
        #expect(
            Set(application.names) == [
                "object", "id", "client_id", "name", "description", "scopes", "application_type", "organization_id",
                "audience", "created_at", "updated_at",
            ])
        #expect(application["object"] == "connect_application" && application["application_type"] == "m2m")
        #expect(application["scopes"] == ["a", "b"] && application["audience"] == "https://api.example.com")
        for name in ["id", "client_id"] {
            let id = try #require(application[name]?.string)
            #expect(try await emulator.json(.get, "\(ConnectApplicationTests.path)/\(id)") == .object(application))
        }
    }

    @Test("an OAuth application shows its redirect URIs, the default one first, and whose it is")
    func webShape() async throws {
        let first = try await emulator.json(.post, ConnectApplicationTests.path, web)
        #expect(
            first["redirect_uris"] == [
                ["uri": "http://127.0.0.1/callback", "default": true],
                ["uri": "https://a.example/callback", "default": false],
            ])
        #expect(first["uses_pkce"] == false && first["is_first_party"] == true && first["cors_origins"] == [])
        #expect(first["organization_id"] == nil && first["was_dynamically_registered"] == nil)
        var request = web
        request["is_first_party"] = false
        #expect(try await emulator.error(.post, ConnectApplicationTests.path, request).status == .unprocessable)
        request["organization_id"] = .string(organization)
        request["uses_pkce"] = true
        let third = try await emulator.json(.post, ConnectApplicationTests.path, request)
        #expect(third["was_dynamically_registered"] == false && third["uses_pkce"] == true)
        #expect(third["organization_id"]?.string == organization)
    }

    @Test("422: an M2M application needs an organization that there is; scopes are an array of scope tokens")
    func validation() async throws {
        func refused(_ base: JSONObject, _ name: String, _ value: JSONValue?) async throws -> APIError {
            var request = base
            request[name] = value
            return try await emulator.error(.post, ConnectApplicationTests.path, request)
        }
        let error = try await refused(machine, "organization_id", "org_none")
        #expect(error.status == .unprocessable && error.message == "Organization not found: 'org_none'.")
        for value: JSONValue? in [nil, .null, "", 7, "org\u{0}"] {
            #expect(try await refused(machine, "organization_id", value).status == .unprocessable)
        }
        let scopes: [JSONValue] = ["a", [1], [["a"]], ["a b"], [""], [.null], ["a": "b"]]
        for value in scopes { #expect(try await refused(machine, "scopes", value).status == .unprocessable) }
        for value: JSONValue? in [nil, "", "web", 1] {
            #expect(try await refused(machine, "application_type", value).status == .unprocessable)
        }
        for value: JSONValue in ["x", [["uri": 1]], [["uri": "javascript:alert(1)"]], [["uri": "http://a.example/"]]] {
            #expect(try await refused(web, "redirect_uris", value).status == .unprocessable)
        }
        #expect(try await refused(web, "is_first_party", nil).status == .unprocessable)
        #expect(try await refused(web, "audience", "https://a").status == .unprocessable)
        #expect(try await refused(machine, "name", nil).status == .unprocessable)
    }

    @Test("an update changes what it names and nothing else")
    func update() async throws {
        let path = ConnectApplicationTests.path
        let id = try await emulator.create(path, web)
        emulator.clock.advance(seconds: 5)
        let updated = try await emulator.json(
            .put, "\(path)/\(id)",
            ["description": "Better", "scopes": ["c"], "cors_origins": ["https://App.example:8443"]])
        #expect(updated["name"] == "Web" && updated["description"] == "Better" && updated["scopes"] == ["c"])
        #expect(updated["cors_origins"] == ["https://app.example:8443"])
        #expect(updated["redirect_uris"]?.array?.count == 2)
        #expect(updated["updated_at"]?.string == emulator.clock.now().rfc3339)
        let cleared = try await emulator.json(
            .put, "\(path)/\(id)", ["description": .null, "scopes": .null, "redirect_uris": []])
        #expect(cleared["description"] == .null && cleared["scopes"] == [] && cleared["redirect_uris"] == [])
        #expect(cleared["cors_origins"] == ["https://app.example:8443"])
        #expect(try await emulator.error(.put, "\(path)/\(id)", ["name": .null]).status == .unprocessable)
        #expect(try await emulator.error(.put, "\(path)/\(id)", ["cors_origins": ["x"]]).status == .unprocessable)
        #expect(try await emulator.error(.put, "\(path)/none", ["name": "x"]).status == .notFound)
    }

    @Test("a list is of the owner's applications, by organization, and of those that registered themselves when asked")
    func list() async throws {
        let path = ConnectApplicationTests.path
        let agent = try await emulator.create(path, machine)
        let site = try await emulator.create(path, web)
        let dynamic = Client(
            id: "conn_app_d", clientID: "client_d", kind: .application, registration: .dynamic, name: "Itself",
            organizationID: nil, scopes: .none, createdAt: emulator.clock.now())
        try await emulator.storage.insert(dynamic, secrets: [])
        func ids(_ query: String) async throws -> [String] {
            (try await emulator.json(.get, "\(path)?\(query)")["data"]?.array ?? []).compactMap { $0["id"]?.string }
        }
        #expect(try await ids("") == [site, agent])
        #expect(try await ids("organization_id=\(organization)") == [agent])
        #expect(try await ids("registration_types=dynamic") == ["conn_app_d"])
        #expect(try await ids("registration_types=dynamic,authenticated&order=asc") == [agent, site, "conn_app_d"])
        #expect(try await ids("limit=1&after=\(site)") == [agent])
        for query in ["registration_types=other", "after=none", "limit=0"] {
            #expect(try await emulator.error(.get, "\(path)?\(query)").status == .unprocessable)
        }
        let shown = try await emulator.json(.get, "\(path)/client_d")
        #expect(shown["was_dynamically_registered"] == true && shown["organization_id"] == nil)
    }

    @Test("a secret is shown once, lists are bare arrays, and a deleted one is gone at once")
    func secrets() async throws {
        let id = try await emulator.create(ConnectApplicationTests.path, machine)
        let path = "\(ConnectApplicationTests.path)/\(id)/client_secrets"
        #expect(try await emulator.json(.get, path) == [])
        let answer = try await emulator.call(.post, path)
        #expect(answer.status == 201)
        var secret = try #require(answer.json?.object)
        let value = try #require(secret["secret"]?.string)
        secret["secret"] = nil
        #expect(
            Set(secret.names) == ["object", "id", "secret_hint", "last_used_at", "created_at", "updated_at"])
        #expect(secret["secret_hint"]?.string == String(value.suffix(4)))
        #expect(try await emulator.json(.get, path) == [.object(secret)])
        let secretID = try #require(secret["id"]?.string)
        #expect(try await emulator.call(.delete, "/connect/client_secrets/\(secretID)").status == 204)
        #expect(try await emulator.json(.get, path) == [])
        #expect(try await emulator.error(.delete, "/connect/client_secrets/\(secretID)").status == .notFound)
        #expect(
            try await emulator.error(.get, "\(ConnectApplicationTests.path)/none/client_secrets").status == .notFound)
    }

    @Test("a public client gets no secret")
    func publicClient() async throws {
        var request = web
        request["uses_pkce"] = true
        let id = try await emulator.create(ConnectApplicationTests.path, request)
        let error = try await emulator.error(.post, "\(ConnectApplicationTests.path)/\(id)/client_secrets")
        #expect(error.status == .unprocessable)
    }

    @Test("deleting an application ends its secrets and grants; deleting its organization ends it")
    func deletion() async throws {
        let path = ConnectApplicationTests.path
        let first = try await emulator.json(.post, path, machine)
        let (id, clientID) = (first["id"]?.string ?? "", first["client_id"]?.string ?? "")
        _ = try await emulator.call(.post, "\(path)/\(id)/client_secrets")
        let now = emulator.clock.now()
        try await emulator.storage.keep(
            Grant(
                id: "grant_1", clientID: clientID, subject: "user_1", organizationID: nil, scopes: .none,
                audience: "a", allowsRefresh: true, authenticatedAt: now, createdAt: now),
            refreshToken: NewRefreshToken(hash: SecretHash(Secret("t")), expiresAt: now.adding(seconds: 1000)), at: now)
        #expect(try await emulator.call(.delete, "\(path)/\(clientID)").status == 204)
        #expect(emulator.context.server.revocations.isRevoked(anyOf: ["grant_1"]))
        #expect(try await emulator.storage.secrets(ofClient: clientID).isEmpty)
        #expect(try await emulator.error(.delete, "\(path)/\(id)").status == .notFound)
        let second = try await emulator.create(path, machine)
        _ = try await emulator.call(.delete, "/organizations/\(organization)")
        #expect(try await emulator.error(.get, "\(path)/\(second)").status == .notFound)
    }
}
