import JOSE
import JSON
import OAuth
import Testing

@Suite("Scopes and subject of a validated token")
struct ScopeClaimTests {
    static let accepted: [(JSONObject, [String])] = [
        (["scope": "a b"], ["a", "b"]), (["scope": ""], []), (["scope": "a  a"], ["a"]), ([:], []),
        (["scp": "a b"], ["a", "b"]), (["scp": ["a", "b"]], ["a", "b"]), (["scp": []], []), (["scp": ""], []),
        (["scope": "a", "scp": ["b"]], ["a"]), (["scope": "", "scp": ["b"]], []),
        (["scope": "mcp:write https://x.example/y"], ["mcp:write", "https://x.example/y"]),
    ]

    @Test("From scope, a string (RFC 9068 §2.2.3), or else from scp, a string or an array", arguments: accepted)
    func scopes(claims: JSONObject, scopes: [String]) async throws {
        let token = try await Tokens.token(claims: claims, without: claims["scope"] == nil ? ["scope"] : [])
        #expect(try await Tokens.accepted(token)?.scopes.values == scopes)
    }

    static let malformed: [JSONObject] = [
        ["scope": .null], ["scope": 1], ["scope": ["a"]], ["scope": "a\"b"], ["scope": "é"], ["scope": "a\tb"],
        ["scope": [:]], ["scp": .null], ["scp": 1], ["scp": ["a", 1]], ["scp": ["a b"]], ["scp": [""]], ["scp": ["é"]],
        ["scope": 1, "scp": ["a"]], ["scp": ["a": true]],
    ]

    @Test("A scope claim of another form makes the token bad, never a token without scopes", arguments: malformed)
    func malformedScope(claims: JSONObject) async throws {
        let token = try await Tokens.token(claims: claims, without: claims["scope"] == nil ? ["scope"] : [])
        #expect(try await Tokens.judge(token) == .rejected(.malformedClaim))
    }

    @Test("sub is a string, or there is none")
    func subject() async throws {
        #expect(try await Tokens.accepted(Tokens.token())?.subject == "client_1")
        let without = try #require(try await Tokens.accepted(Tokens.token(without: ["sub"])))
        #expect(without.subject == nil)
        for value in [1, .null, ["x"]] as [JSONValue] {
            #expect(try await Tokens.judge(Tokens.token(claims: ["sub": value])) == .rejected(.malformedClaim))
        }
    }

    @Test("A validated token tells its issuer, its end and every claim")
    func contents() async throws {
        let token = try #require(try await Tokens.accepted(Tokens.token(claims: ["org_id": "org_1"])))
        #expect(token.issuer == Tokens.issuer)
        #expect(token.expiresAt == Timestamp(seconds: Tokens.now + 3600))
        #expect(token.claims["org_id"] == "org_1")
    }
}
