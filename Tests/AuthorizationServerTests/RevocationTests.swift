import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Revocation (RFC 7009, rule 14)")
struct RevocationTests {
    private func start() async throws -> Harness {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        try await harness.addApplication("app_2")
        return harness
    }

    private func active(_ harness: Harness, _ token: Secret?) async throws -> Bool {
        try await harness.introspect(token)["active"] == true
    }

    @Test("an access token: its jti is listed until it has expired, and the rest of its grant lives")
    func accessToken() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("app_1", ["resource": Harness.resource])
        try await harness.revoke(tokens.accessToken)
        let jti = try #require(tokens.accessToken.claims["jti"]?.string)
        #expect(harness.server.revocations.isRevoked(anyOf: [jti]))
        #expect(try await !active(harness, tokens.accessToken))
        let listed = try #require(try await harness.storage.revocations(after: 0, limit: 10).first { $0.id == jti })
        #expect(listed.expiresAt.seconds >= harness.clock.now().seconds + 3600)
        let second = try await harness.refresh(tokens.refreshToken)
        #expect(try await active(harness, second.accessToken))
        harness.clock.advance(seconds: 3599)
        await harness.housekeeping.sweep()
        await harness.server.revocations.refresh()
        #expect(harness.server.revocations.isRevoked(anyOf: [jti]))
        harness.clock.advance(seconds: 120)
        await harness.housekeeping.sweep()
        await harness.server.revocations.refresh()
        #expect(!harness.server.revocations.isRevoked(anyOf: [jti]))
    }

    @Test(
        "§2.1: a refresh token takes its whole grant with it, in introspection, userinfo, refresh and the list in memory"
    )
    func refreshToken() async throws {
        let harness = try await start()
        let first = try await harness.tokens(
            "app_1", ["resource": Harness.resource, "scope": "openid mcp offline_access"])
        let second = try await harness.refresh(first.refreshToken)
        try await harness.revoke(second.refreshToken)
        for token in [first.accessToken, second.accessToken] {
            #expect(try await !active(harness, token))
            #expect(
                try await refusal { try await harness.server.userInfo(token, from: Harness.address) }?.code
                    == .invalidToken)
        }
        for token in [first.refreshToken, second.refreshToken] {
            #expect(try await refusal { try await harness.refresh(token) }?.code == .invalidGrant)
        }
        let sid = try #require(first.accessToken.claims["sid"]?.string)
        #expect(harness.server.revocations.isRevoked(anyOf: [sid]))
    }

    @Test("an old refresh token that its client revokes ends the grant as well")
    func rotated() async throws {
        let harness = try await start()
        let first = try await harness.tokens()
        let second = try await harness.refresh(first.refreshToken)
        try await harness.revoke(first.refreshToken)
        #expect(try await refusal { try await harness.refresh(second.refreshToken) }?.code == .invalidGrant)
    }

    @Test("only the caller's own tokens: another's stay, and the answer is the same")
    func others() async throws {
        let harness = try await start()
        let tokens = try await harness.tokens("app_1", ["resource": Harness.resource])
        for token in [tokens.accessToken, try #require(tokens.refreshToken)] {
            try await harness.revoke(token, by: "app_2")
            try await harness.revoke(token, by: "client_1", secret: true)
        }
        #expect(try await active(harness, tokens.accessToken))
        _ = try await harness.refresh(tokens.refreshToken)
    }

    @Test("§2.2: unknown, garbled and expired tokens are no error", arguments: ["x", "a.b.c", "refresh_x", "é"])
    func unknown(_ token: String) async throws {
        let harness = try await start()
        try await harness.revoke(Secret(token))
        let tokens = try await harness.tokens()
        harness.clock.advance(seconds: 31 * 86_400)
        try await harness.revoke(tokens.accessToken)
        try await harness.revoke(tokens.refreshToken)
    }

    @Test("§2.1: a client that does not authenticate revokes nothing")
    func authentication() async throws {
        let harness = try await start()
        let token = try await harness.token(("resource", Harness.resource))
        #expect(
            try await refusal { try await harness.revoke(token.accessToken, by: "client_1") }?.code == .invalidClient)
        #expect(try await refusal { try await harness.revoke(token.accessToken, by: "nobody") }?.code == .invalidClient)
        #expect(try await active(harness, token.accessToken))
        try await harness.revoke(token.accessToken, by: "client_1", secret: true)
        #expect(try await !active(harness, token.accessToken))
    }

    @Test("a revocation on one node reaches the copy in memory of another at its next look")
    func otherNode() async throws {
        let harness = try await start()
        let other = RevocationList(store: harness.storage, clock: harness.clock)
        let tokens = try await harness.tokens()
        try await harness.revoke(tokens.refreshToken)
        let sid = try #require(tokens.accessToken.claims["sid"]?.string)
        #expect(!other.isRevoked(anyOf: [sid]))
        await other.refresh()
        #expect(other.isRevoked(anyOf: [sid]))
        #expect(!other.isRevoked(anyOf: [sid + "x", "", "sid"]))
    }

    @Test("a list longer than one batch is read whole")
    func longList() async throws {
        let harness = try await start()
        for index in 0..<1203 {
            try await harness.storage.revoke(id: "r\(index)", until: harness.clock.now().adding(seconds: 60))
        }
        await harness.server.revocations.refresh()
        #expect((0..<1203).allSatisfy { harness.server.revocations.isRevoked(anyOf: ["r\($0)"]) })
    }
}
