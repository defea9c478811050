import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("ID-JAG §3.1: the identity assertion")
struct IdentityAssertionTests {
    private typealias Case = AssertionCase
    private static let now = Assertions.now

    @Test("RFC 7523 §3: audience, times, jti, header and issuer", arguments: Assertions.common)
    func common(_ one: AssertionCase) async throws {
        #expect(Tokens.outcome(try await Assertions.identity(one)) == one.outcome)
    }

    static let kindCases: [AssertionCase] = [
        Case(header: ["typ": "OAuth-ID-JAG+jwt"], .accepted),
        Case(header: ["typ": "application/oauth-id-jag+jwt"], .accepted),
        Case(without: ["typ"], .rejected(.wrongType)), Case(header: ["typ": "JWT"], .rejected(.wrongType)),
        Case(header: ["typ": "id_token+jwt"], .rejected(.wrongType)),
        Case(header: ["typ": "client-authentication+jwt"], .rejected(.wrongType)),
        Case(header: ["typ": "application/application/oauth-id-jag+jwt"], .rejected(.wrongType)),
        Case(["client_id": "client_2"], .rejected(.wrongClient)),
        Case(without: ["client_id"], .rejected(.missingClaim)),
        Case(["client_id": ["client_1"]], .rejected(.malformedClaim)),
        Case(without: ["sub"], .rejected(.missingClaim)), Case(["sub": ""], .rejected(.malformedClaim)),
        Case(["sub": 7], .rejected(.malformedClaim)), Case(["sub": "a\u{0}"], .rejected(.malformedClaim)),
        Case(without: ["iat"], .rejected(.missingClaim)),
        Case(["exp": .integer(now + 3630)], .accepted), Case(["exp": .integer(now + 3631)], .rejected(.livesTooLong)),
        Case(["iat": .integer(now - 3000)], .accepted),
        Case(without: ["resource"], .accepted), Case(without: ["scope"], .accepted),
        Case(["resource": []], .rejected(.malformedClaim)), Case(["resource": 1], .rejected(.malformedClaim)),
        Case(["resource": ["a", 1]], .rejected(.malformedClaim)), Case(["scope": 1], .rejected(.malformedClaim)),
        Case(["scope": "a\u{7F}"], .rejected(.malformedClaim)), Case(["scope": ["a"]], .rejected(.malformedClaim)),
        Case(["auth_time": "x"], .rejected(.malformedClaim)),
    ]

    @Test("Its own type, its client, its subject, and the limits that it sets", arguments: kindCases)
    func kind(_ one: AssertionCase) async throws {
        #expect(Tokens.outcome(try await Assertions.identity(one)) == one.outcome)
    }

    private func accepted(_ one: AssertionCase) async throws -> IdentityAssertion? {
        guard case .accepted(let assertion) = try await Assertions.identity(one) else { return nil }
        return assertion
    }

    @Test("What is learned: the person, the client, the jti to use up, and the limits")
    func contents() async throws {
        let assertion = try #require(
            try await accepted(Case(["auth_time": .integer(Assertions.now - 60), "email": "a@x.example"], .accepted)))
        #expect(assertion.issuer == Assertions.provider)
        #expect(assertion.subject == "alice")
        #expect(assertion.clientID == Assertions.clientID)
        #expect(assertion.tokenID == "j1")
        #expect(assertion.expiresAt == Timestamp(seconds: Assertions.now + 300))
        #expect(assertion.resources == ["https://r.example/mcp"])
        #expect(assertion.scopes?.values == ["mcp", "mcp:write"])
        #expect(assertion.authenticatedAt == Timestamp(seconds: Assertions.now - 60))
        #expect(assertion.claims["email"] == "a@x.example")
    }

    @Test("No limit and an empty one are two things")
    func limits() async throws {
        let unlimited = try #require(try await accepted(Case(without: ["resource", "scope"], .accepted)))
        #expect(unlimited.resources == nil)
        #expect(unlimited.scopes == nil)
        #expect(unlimited.authenticatedAt == nil)
        let several = try #require(try await accepted(Case(["resource": ["a", "b"], "scope": ""], .accepted)))
        #expect(several.resources == ["a", "b"])
        #expect(several.scopes == ScopeSet.none)
    }
}
