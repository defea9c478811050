import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Users")
struct UserTests {
    private static let path = "/user_management/users"

    @Test("a user has the shape of the specification, and is found by identifier and external id")
    func shape() async throws {
        let emulator = try await Harness()
        let answer = try await emulator.call(
            .post, Self.path,
            [
                "email": "Ada@Example.com", "first_name": "Ada", "last_name": "Lovelace", "email_verified": true,
                "external_id": "ext_1", "metadata": ["tier": "gold"], "ip_address": "192.0.2.1",
            ])
        #expect(answer.status == 201)
        let user = try #require(answer.json?.object)
        #expect(
            Set(user.names) == [
                "object", "id", "email", "email_verified", "first_name", "last_name", "name", "profile_picture_url",
                "external_id", "metadata", "last_sign_in_at", "locale", "created_at", "updated_at",
            ])
        #expect(user["object"] == "user")
        #expect(user["email"] == "Ada@Example.com")
        #expect(user["name"] == "Ada Lovelace")
        #expect(user["email_verified"] == true)
        let id = try #require(user["id"]?.string)
        #expect(id.hasPrefix("user_"))
        #expect(try await emulator.json(.get, "\(Self.path)/\(id)") == .object(user))
        #expect(try await emulator.json(.get, "\(Self.path)/external_id/ext_1") == .object(user))
        #expect(try await emulator.json(.get, "\(Self.path)/\(id)/identities") == [])
    }

    @Test("an update changes what it names, and nothing else")
    func update() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(
            Self.path, ["email": "a@example.com", "email_verified": true, "first_name": "A", "external_id": "x"])
        let changed = try await emulator.json(
            .put, "\(Self.path)/\(id)", ["last_name": "B", "external_id": .null, "locale": "en-US"])
        #expect(changed["first_name"] == "A")
        #expect(changed["last_name"] == "B")
        #expect(changed["external_id"] == .null)
        #expect(changed["locale"] == "en-US")
        #expect(changed["email_verified"] == true)
        #expect(try await emulator.error(.get, "\(Self.path)/external_id/x").status == .notFound)
    }

    @Test("a new address is not verified, unless the request says so; another spelling is no new one")
    func newAddress() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com", "email_verified": true])
        let path = "\(Self.path)/\(id)"
        #expect(try await emulator.json(.put, path, ["email": "A@example.com"])["email_verified"] == true)
        #expect(try await emulator.json(.put, path, ["email": "b@example.com"])["email_verified"] == false)
        let told = try await emulator.json(.put, path, ["email": "c@example.com", "email_verified": true])
        #expect(told["email_verified"] == true)
    }

    @Test("400: an address or an external id that another user has, in whatever case")
    func taken() async throws {
        let emulator = try await Harness()
        _ = try await emulator.create(Self.path, ["email": "a@example.com", "external_id": "x"])
        let other = try await emulator.create(Self.path, ["email": "b@example.com"])
        let created = try await emulator.error(.post, Self.path, ["email": "A@EXAMPLE.com"])
        #expect(created == APIError(.badRequest, "user_creation_error", ""))
        #expect(created.json["errors"]?.array?.first?["code"] == "email_not_available")
        let path = "\(Self.path)/\(other)"
        #expect(
            try await emulator.error(.put, path, ["email": "a@example.com"])
                == APIError(.badRequest, "email_not_available", ""))
        #expect(
            try await emulator.error(.put, path, ["external_id": "x"])
                == APIError(.badRequest, "external_id_already_used", ""))
    }

    @Test("of many requests at once for one address one has its way")
    func race() async throws {
        let emulator = try await Harness()
        let created = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? await emulator.call(.post, Self.path, ["email": "a@example.com"])) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(created == 1)
    }

    @Test("400, 404, 422: what requests get wrong")
    func refused() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let path = "\(Self.path)/\(id)"
        for body: JSONObject in [
            [:], ["email": "nobody"], ["email": 7], ["email": "a b@example.com"], ["email": "a\u{0}@example.com"],
            ["email": "b@example.com", "first_name": 1], ["email": "b@example.com", "email_verified": "yes"],
            ["email": "b@example.com", "identities": [["type": "SAML"]]],
        ] {
            #expect(try await emulator.error(.post, Self.path, body).status == .unprocessable)
        }
        #expect(try await emulator.error(.put, path, ["email": "nobody"]).code == "invalid_email")
        #expect(try await emulator.error(.put, path, ["locale": "en_US!"]).code == "invalid_locale")
        #expect(try await emulator.error(.put, path, ["metadata": ["a": 1]]).code == "invalid_metadata")
        for method in [APIRequest.Method.get, .put, .delete] {
            let error = try await emulator.error(method, "\(Self.path)/user_none")
            #expect(error.status == .notFound)
            #expect(error.message == "User not found: 'user_none'.")
        }
        #expect(try await emulator.error(.get, "\(Self.path)/user_none/identities").status == .notFound)
        #expect(try await emulator.error(.get, Self.path, key: nil).status == .unauthorized)
    }

    @Test("lists are narrowed by address in whatever case, and by organization")
    func list() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let member = try await emulator.create(Self.path, ["email": "a@example.com"])
        _ = try await emulator.create(Self.path, ["email": "b@example.com"])
        _ = try await emulator.create(
            "/user_management/organization_memberships",
            ["user_id": .string(member), "organization_id": .string(organization)])
        func ids(_ query: String) async throws -> [String] {
            try await emulator.json(.get, "\(Self.path)?\(query)")["data"]?.array?.compactMap { $0["id"]?.string } ?? []
        }
        #expect(try await ids("email=A%40EXAMPLE.com") == [member])
        #expect(try await ids("organization_id=\(organization)") == [member])
        #expect(try await ids("organization=\(organization)") == [member])
        #expect(try await ids("organization_id=org_none") == [])
        #expect(try await ids("limit=100").count == 2)
    }

    @Test("a user who is deleted has no session, no grant and no API key from that moment")
    func deletion() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(Self.path, ["email": "a@example.com"])
        let now = emulator.clock.now()
        let cookie = SecretHash(Secret("cookie"))
        try await emulator.storage.insert(
            SignInSession(
                hash: cookie, userID: id, authenticatedAt: now, authenticatedFor: nil,
                expiresAt: now.adding(seconds: 600)), replacing: nil)
        let grant = Grant(
            id: "session_1", clientID: "client_1", subject: id, organizationID: nil, scopes: .none,
            audience: "client_1",
            allowsRefresh: true, authenticatedAt: now, createdAt: now)
        let token = NewRefreshToken(hash: SecretHash(Secret("refresh")), expiresAt: now.adding(seconds: 600))
        try await emulator.storage.keep(grant, refreshToken: token, at: now)
        #expect(try await emulator.call(.delete, "\(Self.path)/\(id)").status == 200)
        #expect(try await emulator.error(.get, "\(Self.path)/\(id)").status == .notFound)
        #expect(try await emulator.storage.session(hash: cookie, at: now) == nil)
        #expect(try await emulator.storage.refreshToken(hash: token.hash, at: now) == nil)
        #expect(try await emulator.storage.grants(ofUser: id).isEmpty)
        #expect(try await emulator.create(Self.path, ["email": "a@example.com"]) != id)
    }
}

@Suite("Passwords of users")
struct UserPasswordTests {
    private static let path = "/user_management/users"

    private func isPassword(_ password: String, _ id: String, _ emulator: Harness) async throws -> Bool {
        let hash = try #require(try await emulator.storage.user(id: id)?.passwordHash)
        return try await emulator.context.hasher.verify(Secret(password), hash)
    }

    @Test("a password is hashed, and shown to nobody")
    func chosen() async throws {
        let emulator = try await Harness()
        let user = try await emulator.json(
            .post, Self.path, ["email": "a@example.com", "password": "correct horse battery"])
        #expect(user["password"] == nil && user["password_hash"] == nil)
        let id = try #require(user["id"]?.string)
        #expect(try await isPassword("correct horse battery", id, emulator))
        _ = try await emulator.call(.put, "\(Self.path)/\(id)", ["password": "another horse battery"])
        #expect(try await isPassword("another horse battery", id, emulator))
        _ = try await emulator.call(.put, "\(Self.path)/\(id)", ["first_name": "A"])
        #expect(try await isPassword("another horse battery", id, emulator))
    }

    @Test("a hash of another system is taken, whatever its algorithm")
    func imported() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create(
            Self.path,
            [
                "email": "a@example.com", "password_hash_type": "bcrypt",
                "password_hash": "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            ])
        #expect(try await isPassword("U*U", id, emulator))
        _ = try await emulator.call(
            .put, "\(Self.path)/\(id)",
            [
                "password_hash_type": "ssha256", "password_salt_position": "prefix",
                "password_hash": "{SSHA256}3TKQzxZ6ByTud/fjj0pbna/c9JeFR6usQdAkufulzbgAAQIDBAUGBw==",
            ])
        #expect(try await isPassword("correct horse", id, emulator))
    }

    @Test(
        "400: contradictions, weak passwords, and hashes that cannot be used",
        arguments: [
            (["password": "short"], "password_strength_error"),
            (["password": "password12345"], "password_strength_error"),
            (
                ["password": "correct horse battery", "password_hash": "x"], "password_and_password_hash_provided"
            ),
            (
                ["password": "correct horse battery", "password_hash_type": "bcrypt"],
                "password_and_password_hash_type_provided"
            ),
            (["password_salt_position": "prefix"], "password_salt_position_requires_password_hash"),
            (["password_hash": "$2a$31$short", "password_hash_type": "bcrypt"], "invalid_password_hash"),
            (["password_hash": "x"], "invalid_request_parameters"),
            (["password_hash_type": "bcrypt"], "invalid_request_parameters"),
            (["password_hash": "x", "password_hash_type": "md5"], "invalid_request_parameters"),
            (["password": 7], "invalid_request_parameters"),
        ] as [(JSONObject, String)])
    func refused(members: JSONObject, code: String) async throws {
        let emulator = try await Harness()
        var body = members
        body["email"] = "a@example.com"
        let error = try await emulator.error(.post, Self.path, body)
        #expect(error.code == code)
        #expect(error.status == (code == "invalid_request_parameters" ? .unprocessable : .badRequest))
        if code == "password_strength_error" { #expect(error.json["errors"]?.array?.isEmpty == false) }
        body["email"] = nil
        let id = try await emulator.create(Self.path, ["email": "b@example.com"])
        #expect(try await emulator.error(.put, "\(Self.path)/\(id)", body).code == code)
    }

    @Test("an address of other bytes is another one, even if it looks the same")
    func normalization() async throws {
        let emulator = try await Harness()
        let composed = "jos\u{E9}@example.com"
        let decomposed = "jose\u{301}@example.com"
        let id = try await emulator.create(
            Self.path, ["email": .string(composed), "email_verified": true])
        let same = try await emulator.json(.put, "\(Self.path)/\(id)", ["email": .string("J" + composed.dropFirst())])
        #expect(same["email_verified"] == true)
        let changed = try await emulator.json(.put, "\(Self.path)/\(id)", ["email": .string(decomposed)])
        #expect(changed["email_verified"] == false)
    }
}
