import JOSE
import JSON
import OAuth
import Testing

@Suite("RFC 9068 §4 and RFC 8725: the claims of a token")
struct ClaimRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var claims: JSONObject = [:]
        var without: [String] = []
        var outcome: Tokens.Outcome

        init(_ claims: JSONObject, _ outcome: Tokens.Outcome) { (self.claims, self.outcome) = (claims, outcome) }
        init(without name: String, _ outcome: Tokens.Outcome) { (without, self.outcome) = ([name], outcome) }

        var testDescription: String {
            (without.isEmpty ? JSONValue.object(claims).serializedString() : "without \(without)") + ": \(outcome)"
        }
    }

    private static let now = Tokens.now

    static let times: [Case] = [
        Case([:], .accepted), Case(without: "exp", .rejected(.noExpiry)), Case(["exp": .integer(now)], .accepted),
        Case(["exp": .integer(now - 29)], .accepted), Case(["exp": .integer(now - 30)], .rejected(.expired)),
        Case(["exp": .integer(now - 31)], .rejected(.expired)), Case(["exp": 0], .rejected(.expired)),
        Case(["exp": .number(Double(now) + 0.5)], .accepted), Case(["exp": .number(1.8e9)], .accepted),
        Case(["exp": .string(String(now + 60))], .rejected(.malformedClaim)),
        Case(["exp": .null], .rejected(.malformedClaim)), Case(["exp": -1], .rejected(.malformedClaim)),
        Case(["exp": true], .rejected(.malformedClaim)), Case(["exp": [1]], .rejected(.malformedClaim)),
        Case(["exp": .number(1e300)], .rejected(.malformedClaim)),
        Case(["exp": .integer(.max)], .rejected(.malformedClaim)),
        Case(["exp": .integer(253_402_300_799)], .accepted),
        Case(["nbf": .integer(now)], .accepted), Case(["nbf": .integer(now + 30)], .accepted),
        Case(["nbf": .integer(now + 31)], .rejected(.notYetValid)), Case(["nbf": .integer(0)], .accepted),
        Case(["nbf": "0"], .rejected(.malformedClaim)), Case(["nbf": .null], .rejected(.malformedClaim)),
        Case(["nbf": .integer(.min)], .rejected(.malformedClaim)),
        Case(without: "iat", .accepted), Case(["iat": .integer(now + 30)], .accepted),
        Case(["iat": .integer(now + 31)], .rejected(.notYetValid)), Case(["iat": 0], .accepted),
        Case(["iat": "x"], .rejected(.malformedClaim)), Case(["iat": .number(1e18)], .rejected(.malformedClaim)),
    ]

    @Test("RFC 7519 §4.1.4 to §4.1.6: exp is required, exp, nbf and iat hold within the leeway", arguments: times)
    func time(_ one: Case) async throws {
        #expect(try await Tokens.judge(Tokens.token(claims: one.claims, without: one.without)) == one.outcome)
    }

    static let audiences: [Case] = [
        Case(["aud": ["https://r.example/mcp"]], .accepted), Case(["aud": ["x", "https://r.example/mcp"]], .accepted),
        Case(without: "aud", .rejected(.wrongAudience)), Case(["aud": []], .rejected(.wrongAudience)),
        Case(["aud": .null], .rejected(.wrongAudience)), Case(["aud": 1], .rejected(.wrongAudience)),
        Case(["aud": ""], .rejected(.wrongAudience)), Case(["aud": [:]], .rejected(.wrongAudience)),
        Case(["aud": "https://other.example/mcp"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example/mcp/"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example/mcp/x"], .rejected(.wrongAudience)),
        Case(["aud": "HTTPS://r.example/mcp"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example/MCP"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example/mcp https://x"], .rejected(.wrongAudience)),
        Case(["aud": "https://r.example/mcp\u{0}"], .rejected(.wrongAudience)),
        Case(["aud": ["https://r.example/mcp", 1]], .rejected(.wrongAudience)),
        Case(["aud": [["https://r.example/mcp"]]], .rejected(.wrongAudience)),
    ]

    @Test("RFC 7519 §4.1.3: aud is the resource, byte for byte, or an array that has it", arguments: audiences)
    func audience(_ one: Case) async throws {
        #expect(try await Tokens.judge(Tokens.token(claims: one.claims, without: one.without)) == one.outcome)
    }

    @Test("Audiences are compared by their bytes, not by what Unicode holds to be equal")
    func normalForms() async throws {
        let rules = TokenRules(issuer: Tokens.issuer, audiences: ["caf\u{E9}"])
        #expect(try await Tokens.judge(Tokens.token(claims: ["aud": "caf\u{E9}"]), rules: rules) == .accepted)
        #expect(
            try await Tokens.judge(Tokens.token(claims: ["aud": "cafe\u{301}"]), rules: rules)
                == .rejected(.wrongAudience))
    }

    @Test("One of several configured audiences will do, and none configured takes none")
    func severalAudiences() async throws {
        let token = try await Tokens.token()
        let several = TokenRules(issuer: Tokens.issuer, audiences: ["x", Tokens.audience])
        #expect(try await Tokens.judge(token, rules: several) == .accepted)
        let none = TokenRules(issuer: Tokens.issuer, audiences: [])
        #expect(try await Tokens.judge(token, rules: none) == .rejected(.wrongAudience))
    }

    static let issuers: [Case] = [
        Case(without: "iss", .cannotJudge(.unknownIssuer)),
        Case(["iss": "https://as.example/"], .cannotJudge(.unknownIssuer)),
        Case(["iss": "https://AS.example"], .cannotJudge(.unknownIssuer)),
        Case(["iss": "https://as.example.evil"], .cannotJudge(.unknownIssuer)),
        Case(["iss": "http://as.example"], .cannotJudge(.unknownIssuer)),
        Case(["iss": ""], .cannotJudge(.unknownIssuer)), Case(["iss": .null], .cannotJudge(.unknownIssuer)),
        Case(["iss": ["https://as.example"]], .cannotJudge(.unknownIssuer)),
        Case(["iss": "https://as.example\u{0}"], .cannotJudge(.unknownIssuer)),
    ]

    @Test("RFC 8414 §2: the issuer is the one configured, byte for byte", arguments: issuers)
    func issuer(_ one: Case) async throws {
        #expect(try await Tokens.judge(Tokens.token(claims: one.claims, without: one.without)) == one.outcome)
    }

    @Test("The leeway is configured, and with none a token ends at exp")
    func noLeeway() async throws {
        let rules = TokenRules(issuer: Tokens.issuer, audiences: [Tokens.audience], leeway: 0)
        for (claims, outcome) in [
            (["exp": .integer(Tokens.now)], .rejected(.expired)), (["exp": .integer(Tokens.now + 1)], .accepted),
            (["nbf": .integer(Tokens.now)], .accepted), (["nbf": .integer(Tokens.now + 1)], .rejected(.notYetValid)),
        ] as [(JSONObject, Tokens.Outcome)] {
            #expect(try await Tokens.judge(Tokens.token(claims: claims), rules: rules) == outcome)
        }
    }
}
