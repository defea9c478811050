import JOSE
import JSON
import OAuth
import Testing

@Suite("What a validated token tells")
struct AccessTokenClaimsTests {
    @Test("A claim that is a string, by its name")
    func strings() async throws {
        let token = try #require(
            try await Tokens.accepted(Tokens.token(claims: ["client_id": "client_1", "n": 1, "empty": ""])))
        #expect(token.string("client_id") == "client_1")
        #expect(token.string("empty") == "")
        #expect(token.string("n") == nil)
        #expect(token.string("missing") == nil)
        #expect(token.subject == "client_1")
    }

    @Test("RFC 7519 §4.1.3: the audiences, one or several, in their order")
    func audiences() async throws {
        let one = try #require(try await Tokens.accepted(Tokens.token()))
        #expect(one.audiences == [Tokens.audience])
        let several: JSONValue = ["x", .string(Tokens.audience), "x"]
        let token = try #require(try await Tokens.accepted(Tokens.token(claims: ["aud": several])))
        #expect(token.audiences == ["x", Tokens.audience, "x"])
    }
}
