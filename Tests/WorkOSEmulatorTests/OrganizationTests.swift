import JSON
import OAuth
import Storage
import Testing
import WorkOSEmulator

@Suite("Organizations")
struct OrganizationTests {
    @Test("an organization has the shape of the specification")
    func shape() async throws {
        let emulator = try await Harness()
        let answer = try await emulator.call(
            .post, "/organizations",
            ["name": "Acme", "external_id": "ext_1", "metadata": ["tier": "gold"], "domains": ["Acme.example"]])
        #expect(answer.status == 201)
        let created = try #require(answer.json?.object)
        #expect(
            created.names == [
                "object", "id", "name", "allow_profiles_outside_organization", "metadata", "external_id", "domains",
                "created_at", "updated_at",
            ])
        #expect(created["object"] == "organization")
        #expect(created["id"]?.string?.hasPrefix("org_") == true)
        #expect(created["metadata"] == ["tier": "gold"])
        let domain = try #require(created["domains"]?.array?.first)
        #expect(domain["domain"] == "acme.example")
        #expect(domain["organization_id"] == created["id"])
        let id = try #require(created["id"]?.string)
        #expect(try await emulator.json(.get, "/organizations/\(id)") == .object(created))
        #expect(try await emulator.json(.get, "/organizations/external_id/ext_1") == .object(created))
    }

    @Test("404: the message names the kind and the identifier")
    func notFound() async throws {
        let emulator = try await Harness()
        let error = try await emulator.error(.get, "/organizations/org_none")
        #expect(error.status == .notFound)
        #expect(error.message == "Organization not found: 'org_none'.")
        #expect(try await emulator.error(.delete, "/organizations/org_none").status == .notFound)
        #expect(try await emulator.error(.put, "/organizations/org_none", ["name": "x"]).status == .notFound)
    }

    @Test("422: every problem of a request is told at once")
    func validation() async throws {
        let emulator = try await Harness()
        let error = try await emulator.error(
            .post, "/organizations", ["external_id": 7, "allow_profiles_outside_organization": "yes"])
        #expect(error.status == .unprocessable)
        #expect(
            error.problems.map(\.field).sorted() == ["allow_profiles_outside_organization", "external_id", "name"])
    }

    @Test("400: an external id is another organization's already")
    func externalID() async throws {
        let emulator = try await Harness()
        _ = try await emulator.create("/organizations", ["name": "A", "external_id": "same"])
        let other = try await emulator.create("/organizations", ["name": "B"])
        for error in [
            try await emulator.error(.post, "/organizations", ["name": "C", "external_id": "same"]),
            try await emulator.error(.put, "/organizations/\(other)", ["external_id": "same"]),
        ] {
            #expect(error.status == .badRequest)
            #expect(error.code == "external_id_already_used")
        }
    }

    @Test("401: nothing is told without a live key", arguments: [nil, Secret("sk_wrong"), Secret("")])
    func unauthorized(key: Secret?) async throws {
        let emulator = try await Harness()
        #expect(try await emulator.error(.get, "/organizations", key: key).status == .unauthorized)
    }

    @Test("metadata is merged, null removes a member, and what is no text is refused")
    func metadata() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create("/organizations", ["name": "A", "metadata": ["a": "1", "b": "2"]])
        let merged = try await emulator.json(.put, "/organizations/\(id)", ["metadata": ["a": .null, "c": "3"]])
        #expect(merged["metadata"] == ["b": "2", "c": "3"])
        let error = try await emulator.error(.put, "/organizations/\(id)", ["metadata": ["a": 1]])
        #expect(error.code == "invalid_metadata")
        #expect(error.status == .badRequest)
    }

    @Test("a domain belongs to one organization, and a list can be asked for by it")
    func domains() async throws {
        let emulator = try await Harness()
        let id = try await emulator.create("/organizations", ["name": "A", "domains": ["a.example"]])
        _ = try await emulator.create("/organizations", ["name": "B"])
        let list = try await emulator.json(.get, "/organizations?domains=A.example&domains=none.example")
        #expect(list["data"]?.array?.map { $0["id"]?.string } == [id])
        let error = try await emulator.error(.post, "/organizations", ["name": "C", "domains": ["a.example"]])
        #expect(error.status == .conflict)
        #expect(error.code == "domain_already_exists")
        let updated = try await emulator.json(
            .put, "/organizations/\(id)", ["domain_data": [["domain": "b.example", "state": "pending"]]])
        #expect(updated["domains"]?.array?.map { $0["domain"]?.string } == ["b.example"])
    }

    @Test("a domain is verified once")
    func verification() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "A"])
        let domain = try await emulator.create(
            "/organization_domains", ["organization_id": .string(organization), "domain": "a.example"])
        #expect(try await emulator.json(.post, "/organization_domains/\(domain)/verify")["state"] == "verified")
        let error = try await emulator.error(.post, "/organization_domains/\(domain)/verify")
        #expect(error.status == .badRequest)
        #expect(error.code == "domain_already_verified")
    }

    @Test("an organization takes its domains with it")
    func deletion() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "A"])
        let domain = try await emulator.create(
            "/organization_domains", ["organization_id": .string(organization), "domain": "a.example"])
        #expect(try await emulator.call(.delete, "/organizations/\(organization)").status == 202)
        #expect(try await emulator.error(.get, "/organization_domains/\(domain)").status == .notFound)
        #expect(try await emulator.json(.get, "/organizations")["data"] == [])
    }
}

@Suite("Lists")
struct ListTests {
    private static func names(_ list: JSONValue) -> [String] {
        list["data"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test("pages lead through the whole list in both directions")
    func pages() async throws {
        let emulator = try await Harness()
        for index in 0..<7 { _ = try await emulator.create("/organizations", ["name": .string("\(index)")]) }
        var seen: [String] = []
        var target = "/organizations?limit=3"
        var lastPage: JSONValue = .null
        while true {
            lastPage = try await emulator.json(.get, target)
            seen += ListTests.names(lastPage)
            guard let after = lastPage["list_metadata"]?["after"]?.string else { break }
            target = "/organizations?limit=3&after=\(after)"
        }
        #expect(seen == ["6", "5", "4", "3", "2", "1", "0"])
        let before = try #require(lastPage["list_metadata"]?["before"]?.string)
        let back = try await emulator.json(.get, "/organizations?limit=3&before=\(before)")
        #expect(ListTests.names(back) == ["3", "2", "1"])
        #expect(
            ListTests.names(try await emulator.json(.get, "/organizations?order=asc&limit=2")) == ["0", "1"])
    }

    @Test("a list can be gone through while what it has is deleted")
    func deletionWhilePaging() async throws {
        let emulator = try await Harness()
        for index in 0..<5 { _ = try await emulator.create("/organizations", ["name": .string("\(index)")]) }
        let first = try await emulator.json(.get, "/organizations?limit=2")
        for organization in first["data"]?.array ?? [] {
            _ = try await emulator.call(.delete, "/organizations/\(organization["id"]?.string ?? "")")
        }
        let after = try #require(first["list_metadata"]?["after"]?.string)
        let second = try await emulator.json(.get, "/organizations?limit=2&after=\(after)")
        #expect(ListTests.names(second) == ["2", "1"])
    }

    @Test(
        "422: a limit, an order or a cursor that cannot be",
        arguments: ["limit=0", "limit=101", "limit=x", "order=up", "after=org_none", "after=a&before=b"])
    func badPage(query: String) async throws {
        let emulator = try await Harness()
        #expect(try await emulator.error(.get, "/organizations?\(query)").status == .unprocessable)
    }
}
