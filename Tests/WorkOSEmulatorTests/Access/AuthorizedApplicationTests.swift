import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Applications that members of an organization authorized")
struct AuthorizedApplicationTests {
    @Test("a list has the consents of active members, with the person and the application")
    func list() async throws {
        let emulator = try await Harness()
        let organization = try await emulator.create("/organizations", ["name": "Acme"])
        let application = try await emulator.json(
            .post, "/connect/applications",
            ["name": "App", "application_type": "m2m", "organization_id": .string(organization)])
        let clientID = try #require(application["client_id"]?.string)
        var people: [String] = []
        for name in ["ada", "bob", "eve"] {
            people.append(
                try await emulator.create("/user_management/users", ["email": .string("\(name)@example.com")]))
        }
        for user in people.prefix(2) {
            _ = try await emulator.create(
                "/user_management/organization_memberships",
                ["user_id": .string(user), "organization_id": .string(organization)])
        }
        let scopes = try #require(ScopeSet(validating: ["openid"]))
        for user in people {
            emulator.clock.advance(seconds: 1)
            for clientID in [clientID, "https://client.example/metadata.json"] {
                try await emulator.storage.remember(
                    scopes,
                    for: ConsentKey(
                        userID: user, clientID: clientID, resource: "https://api.example", redirectHost: "h"),
                    at: emulator.clock.now())
            }
        }
        let path = "/organizations/\(organization)/authorized_applications"
        let list = try await emulator.json(.get, "\(path)?limit=3&order=asc")
        let data = try #require(list["data"]?.array)
        #expect(data.map { $0["user_id"]?.string } == [people[0], people[0], people[1]])
        let first = try #require(data.first { $0["application"]?["client_id"]?.string == clientID }?.object)
        #expect(
            Set(first.names) == ["object", "id", "granted_scopes", "oauth_resource", "application", "user_id"])
        #expect(first["object"] == "authorized_connect_application")
        #expect(first["granted_scopes"] == ["openid"] && first["oauth_resource"] == "https://api.example")
        #expect(first["application"] == application)
        let after = try #require(list["list_metadata"]?["after"]?.string)
        let rest = try await emulator.json(.get, "\(path)?order=asc&after=\(after)")
        #expect(rest["data"]?.array?.count == 1)
        #expect(try await emulator.error(.get, "\(path)?after=none").status == .unprocessable)
        #expect(try await emulator.error(.get, "/organizations/org_none/authorized_applications").status == .notFound)
    }
}
