import AuthorizationServer
import Foundation
import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Refresh tokens (RFC 6749 §6, RFC 9700 §4.14, rule 11)")
struct RefreshTests {
    private static let secret: [String: String?] = ["client_secret": Harness.secret.revealed()]

    @Test("a public client's token rotates: each answer brings another one")
    func rotation() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        var token = first.refreshToken
        var seen = Set([try #require(token).revealed()])
        for _ in 0..<5 {
            let next = try await harness.refresh(token)
            token = next.refreshToken
            #expect(seen.insert(try #require(token).revealed()).inserted)
            #expect(next.accessToken.claims["sid"] == first.accessToken.claims["sid"])
            #expect(next.accessToken.claims["sub"] == "user_1")
            #expect(next.scope == first.scope)
        }
    }

    @Test("within the grace the old token gives the same answer, byte for byte")
    func grace() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens("app_1", ["scope": "openid mcp offline_access"])
        let second = try await harness.refresh(first.refreshToken)
        for seconds: Int64 in [0, 5, 4] {
            harness.clock.advance(seconds: seconds)
            let again = try await harness.refresh(first.refreshToken)
            #expect(again.json.serialized() == second.json.serialized())
        }
        _ = try await harness.refresh(second.refreshToken)
    }

    @Test("RFC 9700 §4.14.2: after the grace the old token revokes the family")
    func reuse() async throws {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        let first = try await harness.tokens("app_1", ["resource": Harness.resource])
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 10)
        #expect(try await refusal { try await harness.refresh(first.refreshToken) }?.code == .invalidGrant)
        #expect(try await refusal { try await harness.refresh(second.refreshToken) }?.code == .invalidGrant)
        for token in [first.accessToken, second.accessToken] {
            #expect(try await harness.introspect(token)["active"] == false)
        }
        #expect(try await harness.events().contains { $0.action == "grant.revoked" })
    }

    @Test("the grace ends at the first use of the new token")
    func graceEndsByUse() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let second = try await harness.refresh(first.refreshToken)
        let third = try await harness.refresh(second.refreshToken)
        #expect(try await refusal { try await harness.refresh(first.refreshToken) }?.code == .invalidGrant)
        #expect(try await refusal { try await harness.refresh(third.refreshToken) }?.code == .invalidGrant)
    }

    @Test(
        "an old token revokes the family whatever else the request asks for",
        arguments: [["scope": "mcp:write"], ["resource": "https://other.example.com/mcp"]])
    func reuseWithOtherWishes(_ changes: [String: String]) async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 60)
        #expect(try await refusal { try await harness.refresh(first.refreshToken, changes.mapValues { $0 }) } != nil)
        #expect(try await refusal { try await harness.refresh(second.refreshToken) }?.code == .invalidGrant)
    }

    @Test(
        "within the grace another scope or resource is invalid_grant, and the answer stays for the right request",
        arguments: [
            ["scope": "mcp"], ["scope": "mcp:write"], ["scope": "mcp mcp:write"], ["resource": Harness.resource],
            ["scope": "admin"], ["resource": "https://evil.example"],
        ])
    func differs(_ changes: [String: String]) async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens(
            "app_1", ["scope": "mcp mcp:write offline_access", "resource": Harness.resource])
        let second = try await harness.refresh(first.refreshToken)
        let error = try await refusal { try await harness.refresh(first.refreshToken, changes.mapValues { $0 }) }
        #expect(error?.code == .invalidGrant)
        #expect(try await harness.refresh(first.refreshToken).json == second.json)
    }

    @Test("another client's refresh token is unknown, and nothing happens to it")
    func otherClient() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("app_2")
        let first = try await harness.tokens()
        #expect(
            try await refusal { try await harness.refresh(first.refreshToken, client: "app_2") }?.code == .invalidGrant)
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 60)
        #expect(
            try await refusal { try await harness.refresh(first.refreshToken, client: "app_2") }?.code == .invalidGrant)
        _ = try await harness.refresh(second.refreshToken)
    }

    @Test("narrowing is allowed, does not shrink the grant, and widening is invalid_scope")
    func scopes() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens("app_1", ["scope": "mcp mcp:write"])
        let narrow = try await harness.refresh(first.refreshToken, ["scope": "mcp"])
        #expect(narrow.scope.values == ["mcp"])
        #expect(narrow.accessToken.claims["scope"] == "mcp")
        let wide = try await harness.refresh(narrow.refreshToken)
        #expect(wide.scope.values == ["mcp", "mcp:write"])
        let error = try await refusal { try await harness.refresh(wide.refreshToken, ["scope": "mcp openid"]) }
        #expect(error?.code == .invalidScope)
        #expect(try await harness.refresh(wide.refreshToken, ["scope": ""]).scope.values == ["mcp", "mcp:write"])
    }

    @Test("a confidential client's token does not rotate, and needs its secret")
    func confidential() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("web", methods: [.clientSecretBasic])
        let first = try await harness.tokens("web", secret: true)
        for _ in 0..<3 {
            let again = try await harness.refresh(first.refreshToken, client: "web", Self.secret)
            #expect(again.refreshToken == nil || again.refreshToken == first.refreshToken)
            harness.clock.advance(seconds: 100)
        }
        #expect(
            try await refusal { try await harness.refresh(first.refreshToken, client: "web") }?.code == .invalidClient)
    }

    @Test("a token that was rotated stays so when its client becomes confidential (RFC 7592 §2.2)")
    func becomesConfidential() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("app_2", registration: .dynamic)
        let first = try await harness.tokens("app_2")
        let second = try await harness.refresh(first.refreshToken, client: "app_2")
        var client = try #require(try await harness.storage.client(id: "app_2"))
        client.authenticationMethods = [.clientSecretPost]
        let secret = ClientSecret(
            id: "new", clientID: "app_2", hash: SecretHash(Harness.secret), createdAt: harness.clock.now())
        _ = try await harness.storage.update(client, secrets: [secret])
        harness.clock.advance(seconds: 60)
        let error = try await refusal { try await harness.refresh(first.refreshToken, client: "app_2", Self.secret) }
        #expect(error?.code == .invalidGrant)
        let other = try await refusal { try await harness.refresh(second.refreshToken, client: "app_2", Self.secret) }
        #expect(other?.code == .invalidGrant)
    }

    @Test("RFC 9700 §2.2.2: whoever refreshes without authenticating gets a rotated token, also of a client that could")
    func eitherMethod() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("both", methods: [.none, .clientSecretPost])
        let first = try await harness.tokens("both")
        let second = try await harness.refresh(first.refreshToken, client: "both")
        #expect(second.refreshToken != first.refreshToken)
    }

    @Test("an expired token is invalid_grant; each rotation begins its time anew")
    func expiry() async throws {
        let harness = try await Harness.withPeople { $0.lifetimes.refreshToken = 100 }
        let first = try await harness.tokens()
        harness.clock.advance(seconds: 99)
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 99)
        let third = try await harness.refresh(second.refreshToken)
        harness.clock.advance(seconds: 100)
        #expect(try await refusal { try await harness.refresh(third.refreshToken) }?.code == .invalidGrant)
    }

    @Test("rule 11: the store alone holds neither a token nor the kept answer")
    func storeAlone() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "claviger-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "store.db").path
        let engine = try SQLiteStorage(.file(path))
        let harness = try await Harness.withPeople(storage: engine)
        let first = try await harness.tokens("app_1", ["scope": "openid mcp offline_access"])
        let second = try await harness.refresh(first.refreshToken)
        #expect(try await harness.refresh(first.refreshToken).json == second.json)
        let secrets = [first, second].flatMap { [$0.accessToken, $0.refreshToken, $0.idToken] }
            .compactMap { $0?.revealed() }
        #expect(secrets.count == 6)
        let files = try [path, path + "-wal"].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        // What is looked for can be found: an identifier that is kept in clear.
        #expect(files.contains { $0.range(of: Data("app_consent_".utf8)) != nil })
        for secret in secrets {
            for file in files {
                #expect(file.range(of: Data(secret.utf8)) == nil)
                #expect(file.range(of: Data(secret.suffix(40).utf8)) == nil)
            }
        }
        try await engine.close()
    }

    @Test("rule 5, RFC 8707 §2.2: a refresh inherits the resource, may repeat it, and may name no other")
    func resource() async throws {
        let harness = try await Harness.withPeople(resources: [Harness.resource, "https://other.example.com/mcp"])
        let first = try await harness.tokens("app_1", ["resource": Harness.resource])
        let second = try await harness.refresh(first.refreshToken)
        #expect(second.accessToken.claims["aud"] == .string(Harness.resource))
        let third = try await harness.refresh(second.refreshToken, ["resource": Harness.resource])
        #expect(third.accessToken.claims["aud"] == .string(Harness.resource))
        for other in ["https://other.example.com/mcp", "https://evil.example", Harness.resource + "/"] {
            let error = try await refusal { try await harness.refresh(third.refreshToken, ["resource": other]) }
            #expect(error?.code == .invalidTarget)
        }
        _ = try await harness.refresh(third.refreshToken)
    }

    @Test("a refresh token is not a code, and an access token is no refresh token")
    func confusion() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let refresh = try #require(first.refreshToken).revealed()
        #expect(try await refusal { try await harness.redeem(refresh) }?.code == .invalidGrant)
        #expect(try await refusal { try await harness.refresh(first.accessToken) }?.code == .invalidGrant)
        for garbage in ["x", "refresh_", String(repeating: "é", count: 4000)] {
            #expect(try await refusal { try await harness.refresh(Secret(garbage)) }?.code == .invalidGrant)
        }
    }

    @Test("a person's consent taken back, and a client deleted, end the refresh")
    func deletedClient() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let until = harness.clock.now().adding(seconds: 4000)
        try await harness.storage.deleteClient(id: "app_1", revokedUntil: until)
        #expect(try await refusal { try await harness.refresh(first.refreshToken) }?.code == .invalidClient)
    }
}
