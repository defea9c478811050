import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7523 §3: the assertion of private_key_jwt")
struct ClientAssertionTests {
    private typealias Case = AssertionCase
    private static let now = Assertions.now

    @Test("RFC 7523 §3: audience, times, jti, header and issuer", arguments: Assertions.common)
    func common(_ one: AssertionCase) async throws {
        #expect(Tokens.outcome(try await Assertions.client(one)) == one.outcome)
    }

    static let kindCases: [AssertionCase] = [
        Case(["sub": "client_2"], .rejected(.wrongSubject)), Case(without: ["sub"], .rejected(.wrongSubject)),
        Case(["sub": ["client_1"]], .rejected(.wrongSubject)), Case(["sub": "client_1 "], .rejected(.wrongSubject)),
        Case(["iss": "client_2"], .cannotJudge(.unknownIssuer)),
        Case(["iss": "client_2", "sub": "client_2"], .cannotJudge(.unknownIssuer)),
        Case(["exp": .integer(now + 330)], .accepted), Case(["exp": .integer(now + 331)], .rejected(.livesTooLong)),
        Case(["exp": .integer(253_402_300_799)], .rejected(.livesTooLong)),
        Case(without: ["iat"], .accepted), Case(["iat": .integer(now - 330)], .accepted),
        Case(["iat": .integer(now - 331)], .rejected(.tooOld)), Case(["iat": 0], .rejected(.tooOld)),
        Case(without: ["typ"], .accepted), Case(header: ["typ": "jwt"], .accepted),
        Case(header: ["typ": "client-authentication+jwt"], .accepted),
        Case(header: ["typ": "Application/Client-Authentication+JWT"], .accepted),
        Case(header: ["typ": "oauth-id-jag+jwt"], .rejected(.wrongType)),
        Case(header: ["typ": "dpop+jwt"], .rejected(.wrongType)), Case(header: ["typ": ""], .rejected(.wrongType)),
    ]

    @Test(
        "RFC 7523 §3: iss and sub are the client, five minutes at most, and no other type of token",
        arguments: kindCases)
    func kind(_ one: AssertionCase) async throws {
        #expect(Tokens.outcome(try await Assertions.client(one)) == one.outcome)
    }

    @Test(
        "RS256, ES256 and EdDSA are accepted, and none that the rules leave out", arguments: SignatureAlgorithm.allCases
    )
    func algorithms(_ algorithm: SignatureAlgorithm) async throws {
        let signer = try await TestKeys.key(algorithm)
        #expect(Tokens.outcome(try await Assertions.client(Case(.accepted), signer: signer)) == .accepted)
        let others = Set(SignatureAlgorithm.allCases).subtracting([algorithm])
        let rules = AssertionRules(audience: Assertions.audience, algorithms: others)
        let verdict = try await Assertions.client(Case(.accepted), rules: rules, signer: signer)
        #expect(Tokens.outcome(verdict) == .rejected(.algorithmNotAllowed))
    }

    @Test("A key that the client did not register does not do, nor does a key in the header")
    func strangersKey() async throws {
        let stranger = try await ES256Signer.generate()
        let registered = [try await TestKeys.elliptic().publicKey]
        for one in [Case(.accepted), Case(header: ["jwk": stranger.publicKey.json], .accepted)] {
            let verdict = try await Assertions.client(one, signer: stranger, keys: registered)
            #expect(Tokens.outcome(verdict) == .rejected(.badSignature))
        }
        let none = try await Assertions.client(Case(.accepted), keys: [])
        #expect(Tokens.outcome(none) == .cannotJudge(.unknownKey))
    }

    @Test("What is learned: the client, the jti to use up, and the expiry")
    func contents() async throws {
        guard case .accepted(let assertion) = try await Assertions.client(Case(.accepted)) else {
            Issue.record("expected a good assertion")
            return
        }
        #expect(assertion.clientID == Assertions.clientID)
        #expect(assertion.tokenID == "a1")
        #expect(assertion.expiresAt == Timestamp(seconds: Assertions.now + 300))
    }
}
