import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Races: one outcome, always the right one")
struct RaceTests {
    private static let contenders = 8

    /// What came of calls that were made at the same time.
    private func race(
        _ count: Int = contenders, _ body: @escaping @Sendable (Int) async throws -> TokenResponse
    ) async -> [Result<TokenResponse, any Error>] {
        await withTaskGroup { group in
            for index in 0..<count {
                group.addTask {
                    do {
                        return Result<TokenResponse, any Error>.success(try await body(index))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var results: [Result<TokenResponse, any Error>] = []
            for await result in group { results.append(result) }
            return results
        }
    }

    @Test("redemptions of one code: one gets tokens, and since there was a second, they are revoked", arguments: 0..<5)
    func codes(_ round: Int) async throws {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        let code = try await harness.code(Harness.query("app_1", ["resource": Harness.resource]))
        let results = await race { _ in try await harness.redeem(code) }
        let got = results.compactMap { try? $0.get() }
        #expect(got.count == 1)
        for case .failure(let error) in results { #expect((error as? OAuthError)?.code == .invalidGrant) }
        let tokens = try #require(got.first)
        #expect(try await harness.introspect(tokens.accessToken)["active"] == false)
        #expect(try await refusal { try await harness.refresh(tokens.refreshToken) }?.code == .invalidGrant)
    }

    @Test("rule 11: refreshes of one token all get the same pair, which works", arguments: 0..<5)
    func refreshes(_ round: Int) async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let results = await race { _ in try await harness.refresh(first.refreshToken) }
        let answers = try results.map { try $0.get().json.serializedString() }
        #expect(answers.count == Self.contenders)
        #expect(Set(answers).count == 1)
        let second = try #require(try results.first?.get())
        _ = try await harness.refresh(second.refreshToken)
        #expect(try await harness.actions().filter { $0 == "token.rotated" }.count == 2)
    }

    @Test(
        "refresh against revocation: whatever came first, in the end nothing of the grant is worth anything",
        arguments: 0..<5)
    func revocation(_ round: Int) async throws {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        let first = try await harness.tokens("app_1", ["resource": Harness.resource])
        async let revoked: Void = harness.revoke(first.refreshToken)
        let results = await race(4) { _ in try await harness.refresh(first.refreshToken) }
        try await revoked
        var tokens = [first]
        for result in results {
            switch result {
            case .success(let response): tokens.append(response)
            case .failure(let error): #expect((error as? OAuthError)?.code == .invalidGrant)
            }
        }
        for token in tokens {
            #expect(try await harness.introspect(token.accessToken)["active"] == false)
            #expect(try await refusal { try await harness.refresh(token.refreshToken) }?.code == .invalidGrant)
        }
    }

    @Test("polls of an approved device: one gets the tokens", arguments: 0..<3)
    func devices(_ round: Int) async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        let browser = try await harness.signIn()
        _ = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: browser)
        let results = await race { _ in try await harness.poll(begun) }
        #expect(results.compactMap { try? $0.get() }.count == 1)
    }

    @Test("decisions about one device: the first counts, and everybody is told what it was", arguments: 0..<5)
    func decisions(_ round: Int) async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        let browser = try await harness.signIn()
        async let approval = harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: browser)
        async let denial = harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: false, browser: browser)
        var told: [Bool] = []
        for outcome in [await approval, await denial] {
            if case .decided(let approved, _) = outcome { told.append(approved) }
        }
        let isApproved = try await refusal { try await harness.poll(begun) } == nil
        #expect(told == [isApproved])
    }

    @Test("one assertion shown at the same time works once")
    func assertions() async throws {
        let harness = try await Harness.withPeople(trustedIssuers: [try await Enterprise.issuer()])
        try await harness.addApplication("agent", methods: [.clientSecretPost], grants: [.jwtBearer], scopes: ["mcp"])
        let assertion = try await Enterprise.assertion(harness, client: "agent").revealed()
        let results = await race { _ in
            try await harness.post([
                ("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion), ("client_id", "agent"),
                ("client_secret", Harness.secret.revealed()),
            ])
        }
        #expect(results.compactMap { try? $0.get() }.count == 1)
    }

    @Test("issuing while keys rotate: every token verifies by the keys that are published at that moment")
    func rotation() async throws {
        let harness = try await Harness.withPeople()
        for _ in 0..<6 {
            let results = await race { index in
                if index == 0 { await harness.housekeeping.maintainKeys() }
                return try await harness.token()
            }
            for result in results { _ = try await harness.claims(try result.get(), audience: "client_1") }
            harness.clock.advance(seconds: 20 * 86_400)
        }
    }
}
