import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Organization memberships")
struct OrganizationMembershipTests {
    private static let path = "/user_management/organization_memberships"
    private let emulator: Harness
    private let user: String
    private let organization: String

    init() async throws {
        emulator = try await Harness()
        user = try await emulator.create("/user_management/users", ["email": "ada@example.com"])
        organization = try await emulator.create("/organizations", ["name": "Acme"])
    }

    private var request: JSONObject { ["user_id": .string(user), "organization_id": .string(organization)] }

    private func people(of organization: String) async throws -> [String] {
        let list = try await emulator.json(.get, "/user_management/users?organization_id=\(organization)")
        return (list["data"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test("a membership has the shape of the specification, with the person and the organization's name in it")
    func shape() async throws {
        let answer = try await emulator.call(.post, OrganizationMembershipTests.path, request)
        #expect(answer.status == 201)
        let membership = try #require(answer.json?.object)
        #expect(
            Set(membership.names) == [
                "object", "id", "user_id", "organization_id", "status", "directory_managed", "organization_name",
                "custom_attributes", "created_at", "updated_at", "role", "roles", "user",
            ])
        #expect(membership["object"] == "organization_membership")
        let id = try #require(membership["id"]?.string)
        #expect(id.hasPrefix("om_"))
        #expect(membership["status"] == "active")
        #expect(membership["organization_name"] == "Acme")
        #expect(membership["role"] == ["slug": "member"])
        #expect(membership["roles"] == [["slug": "member"]])
        #expect(membership["user"]?["email"] == "ada@example.com")
        #expect(try await emulator.json(.get, "\(OrganizationMembershipTests.path)/\(id)") == .object(membership))
        #expect(try await people(of: organization) == [user])
    }

    @Test("404: a person or an organization that there is not; 422: members that are missing or of another type")
    func references() async throws {
        let path = OrganizationMembershipTests.path
        for (name, value) in [("user_id", user), ("organization_id", organization)] {
            var request = request
            request[name] = "none"
            #expect(try await emulator.error(.post, path, request).status == .notFound)
            request[name] = .string(value + "\u{0}")
            #expect(try await emulator.error(.post, path, request).status == .notFound)
            for wrong: JSONValue? in [nil, .null, 7, "", [.string(value)]] {
                request[name] = wrong
                let error = try await emulator.error(.post, path, request)
                #expect(error.status == .unprocessable && error.code == "invalid_request_parameters")
            }
        }
    }

    @Test("roles are role_slug or role_slugs, and only declared ones where any are declared")
    func roles() async throws {
        let path = OrganizationMembershipTests.path
        var request = request
        request["role_slug"] = "anything"
        let id = try await emulator.create(path, request)
        _ = try await emulator.context.create(.role, ["slug": "admin"])
        let updated = try await emulator.json(.put, "\(path)/\(id)", ["role_slugs": ["admin", "member", "admin"]])
        #expect(updated["role"] == ["slug": "admin"])
        #expect(updated["roles"] == [["slug": "admin"], ["slug": "member"]])
        #expect(try await emulator.json(.put, "\(path)/\(id)", [:])["roles"] == updated["roles"])
        let error = try await emulator.error(.put, "\(path)/\(id)", ["role_slug": "owner"])
        #expect(error.status == .unprocessable && error.code == "invalid_role")
        #expect(error.message == "Role 'owner' is not a valid role.")
        let bad: [JSONObject] = [
            ["role_slug": 1], ["role_slug": ""], ["role_slugs": []], ["role_slugs": "admin"], ["role_slugs": [1]],
            ["role_slug": "admin", "role_slugs": ["admin"]], ["role_slug": "admin\u{0}"],
            ["role_slugs": .array(Array(repeating: "admin", count: 101))],
        ]
        for body in bad {
            #expect(try await emulator.error(.put, "\(path)/\(id)", body).status == .unprocessable)
        }
    }

    @Test("a list is of a person or of an organization, and of active members unless others are asked for")
    func list() async throws {
        let path = OrganizationMembershipTests.path
        let error = try await emulator.error(.get, path)
        #expect(error.status == .badRequest && error.code == "missing_user_id_or_organization_id")
        let first = try await emulator.create(path, request)
        let other = try await emulator.create("/organizations", ["name": "Globex"])
        let second = try await emulator.create(path, ["user_id": .string(user), "organization_id": .string(other)])
        _ = try await emulator.call(.put, "\(path)/\(second)/deactivate")
        func ids(_ query: String) async throws -> [String] {
            let list = try await emulator.json(.get, "\(path)?\(query)")
            return (list["data"]?.array ?? []).compactMap { $0["id"]?.string }
        }
        #expect(try await ids("user_id=\(user)") == [first])
        #expect(try await ids("user_id=\(user)&statuses=active,inactive") == [second, first])
        #expect(try await ids("user_id=\(user)&statuses=active&statuses=inactive&order=asc") == [first, second])
        #expect(try await ids("organization_id=\(other)&statuses=inactive") == [second])
        #expect(try await ids("organization_id=\(organization)&user_id=\(user)") == [first])
        #expect(try await emulator.error(.get, "\(path)?user_id=\(user)&statuses=gone").status == .badRequest)
        #expect(try await emulator.error(.get, "\(path)?organization_id=org_none").status == .notFound)
    }

    @Test("deactivating and reactivating keep the roles, and what is so already stays so")
    func statuses() async throws {
        let path = OrganizationMembershipTests.path
        var request = request
        request["role_slug"] = "admin"
        let id = try await emulator.create(path, request)
        for _ in 0..<2 {
            #expect(try await emulator.json(.put, "\(path)/\(id)/deactivate")["status"] == "inactive")
            #expect(try await people(of: organization) == [])
        }
        for _ in 0..<2 {
            let active = try await emulator.json(.put, "\(path)/\(id)/reactivate")
            #expect(active["status"] == "active" && active["role"] == ["slug": "admin"])
            #expect(try await people(of: organization) == [user])
        }
        for verb in ["deactivate", "reactivate"] {
            #expect(try await emulator.error(.put, "\(path)/om_none/\(verb)").status == .notFound)
        }
    }

    @Test("creating an inactive membership again activates it; an active one stands")
    func again() async throws {
        let path = OrganizationMembershipTests.path
        let id = try await emulator.create(path, request)
        #expect(try await emulator.error(.post, path, request).status == .unprocessable)
        _ = try await emulator.call(.put, "\(path)/\(id)/deactivate")
        var request = request
        request["role_slug"] = "admin"
        let revived = try await emulator.json(.post, path, request)
        #expect(revived["id"]?.string == id && revived["status"] == "active")
        #expect(revived["role"] == ["slug": "admin"])
    }

    @Test("400: a pending membership can be neither deactivated nor reactivated")
    func pending() async throws {
        let membership = OrganizationMembership(
            id: "om_1", userID: user, organizationID: organization, status: .pending, createdAt: emulator.clock.now())
        try await emulator.storage.insert(membership)
        #expect(try await people(of: organization) == [])
        for verb in ["deactivate", "reactivate"] {
            let error = try await emulator.error(.put, "\(OrganizationMembershipTests.path)/om_1/\(verb)")
            #expect(error.status == .badRequest && error.code == "cannot_\(verb)_pending_organization_membership")
        }
        let error = try await emulator.error(.post, OrganizationMembershipTests.path, request)
        #expect(error.code == "cannot_reactivate_pending_organization_membership")
    }

    @Test(
        "deactivating and deleting end the person's grants for the organization, and no others",
        arguments: [true, false])
    func ending(isDeletion: Bool) async throws {
        let path = OrganizationMembershipTests.path
        let id = try await emulator.create(path, request)
        let now = emulator.clock.now()
        for (grant, organizationID) in [("grant_1", organization), ("grant_2", "org_other")] {
            try await emulator.storage.keep(
                Grant(
                    id: grant, clientID: "client_1", subject: user, organizationID: organizationID, scopes: .none,
                    audience: "a", allowsRefresh: true, authenticatedAt: now, createdAt: now),
                refreshToken: NewRefreshToken(
                    hash: SecretHash(Secret(grant)), expiresAt: now.adding(seconds: 1000)), at: now)
        }
        let target = isDeletion ? "\(path)/\(id)" : "\(path)/\(id)/deactivate"
        _ = try await emulator.call(isDeletion ? .delete : .put, target)
        #expect(try await emulator.storage.grants(ofUser: user).map(\.id) == ["grant_2"])
        #expect(emulator.context.server.revocations.isRevoked(anyOf: ["grant_1"]))
    }

    @Test("deleting answers 200, takes the person's keys for the organization along, and is final")
    func deletion() async throws {
        let path = OrganizationMembershipTests.path
        let id = try await emulator.create(path, request)
        let key = try await emulator.create(
            "/user_management/users/\(user)/api_keys", ["name": "K", "organization_id": .string(organization)])
        #expect(try await emulator.call(.delete, "\(path)/\(id)").status == 200)
        #expect(try await people(of: organization) == [])
        #expect(try await emulator.error(.get, "\(path)/\(id)").status == .notFound)
        #expect(try await emulator.error(.delete, "\(path)/\(id)").status == .notFound)
        #expect(try await emulator.error(.delete, "/api_keys/\(key)").status == .notFound)
        _ = try await emulator.create(path, request)
    }

    @Test("deleting an organization ends its members' grants and leaves nobody listed under it")
    func organizationDeletion() async throws {
        _ = try await emulator.create(OrganizationMembershipTests.path, request)
        let now = emulator.clock.now()
        try await emulator.storage.keep(
            Grant(
                id: "grant_1", clientID: "client_1", subject: user, organizationID: organization, scopes: .none,
                audience: "a", allowsRefresh: true, authenticatedAt: now, createdAt: now),
            refreshToken: NewRefreshToken(hash: SecretHash(Secret("t")), expiresAt: now.adding(seconds: 1000)), at: now)
        _ = try await emulator.call(.delete, "/organizations/\(organization)")
        #expect(try await emulator.storage.grants(ofUser: user).isEmpty)
        #expect(try await people(of: organization) == [])
        #expect(try await emulator.json(.get, "/user_management/users/\(user)")["id"]?.string == user)
    }

    @Test("of many requests at once one makes the membership")
    func race() async throws {
        let created = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    (try? await emulator.call(.post, OrganizationMembershipTests.path, request))?.status == 201
                }
            }
            return await group.reduce(into: 0) { count, isMade in if isMade { count += 1 } }
        }
        #expect(created == 1)
    }
}
