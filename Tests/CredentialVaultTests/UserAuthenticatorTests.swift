import CredentialVault
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Who a user is: the token says it, and nothing else")
struct UserAuthenticatorTests {
    private let users = Users()

    private func code(_ token: Secret?, _ authenticator: UserAuthenticator) async throws -> VaultError.Code {
        try await #require(throws: VaultError.self) { try await authenticator.user(bearer: token) }.code
    }

    @Test("The issuer and the claim of a good token")
    func goodToken() async throws {
        let user = try await users.authenticator().user(bearer: users.token(["sub": "alice"]))
        #expect(user.issuer == Vault.issuer)
        #expect(user.id == "alice")
    }

    static let integers: [(JSONValue, String)] = [(1, "1"), (42, "42"), (.integer(.max), "9223372036854775807")]

    @Test("An identifier that is a positive integer", arguments: integers)
    func integer(value: JSONValue, id: String) async throws {
        let authenticator = try await users.authenticator(claim: "id", type: .integer)
        #expect(try await authenticator.user(bearer: users.token(["id": value])).id == id)
    }

    static let notIntegers: [JSONValue?] = [
        nil, .null, 0, -1, .integer(.min), .number(1.5), .number(1.0), .number(1e3), .number(-0.0),
        .number(9_223_372_036_854_775_808), .number(.nan), .number(.infinity), "1", "", "NaN", true, [1], [:],
        ["id": 1],
    ]

    @Test("Anything else where an integer is configured is unauthorized", arguments: notIntegers)
    func notAnInteger(value: JSONValue?) async throws {
        let authenticator = try await users.authenticator(claim: "id", type: .integer)
        var claims: JSONObject = ["sub": "1"]
        claims["id"] = value
        #expect(try await code(users.token(claims), authenticator) == .unauthorized)
    }

    @Test(
        "Anything but a text where a text is configured is unauthorized",
        arguments: [nil, .null, "", 1, true, ["a"], "alice\u{0}", "\u{0}"] as [JSONValue?])
    func notAString(value: JSONValue?) async throws {
        var claims: JSONObject = [:]
        claims["uid"] = value
        #expect(try await code(users.token(claims), users.authenticator(claim: "uid")) == .unauthorized)
    }

    @Test("No token, garbage, or a token that is not good is unauthorized")
    func badTokens() async throws {
        let authenticator = try await users.authenticator()
        let good = try await users.token(["sub": "alice"]).revealed()
        let tokens: [Secret?] = [
            nil, Secret(""), Secret("x"), Secret("a.b.c"), Secret(String(good.dropLast(4))), Secret(good + "."),
            try await users.token(["sub": "alice", "aud": "other"]),
            try await users.token(["sub": "alice", "exp": 1]),
            try await users.token(["sub": "alice", "iss": "https://other.example"]),
            try await users.token(["sub": "alice"], signer: TestKeys.stranger()),
        ]
        for token in tokens { #expect(try await code(token, authenticator) == .unauthorized) }
    }

    @Test("A token ends by the clock")
    func expiry() async throws {
        let authenticator = try await users.authenticator()
        let token = try await users.token(["sub": "alice"])
        users.clock.advance(seconds: 3600 + 29)
        #expect(try await authenticator.user(bearer: token).id == "alice")
        users.clock.advance(seconds: 1)
        #expect(try await code(token, authenticator) == .unauthorized)
    }

    @Test("When the issuer's keys cannot be had the answer is unavailable, not unauthorized")
    func keysUnavailable() async throws {
        let authenticator = try await users.authenticator(keysAvailable: false)
        #expect(try await code(users.token(["sub": "alice"]), authenticator) == .unavailable)
        // What no key could save needs no key.
        #expect(try await code(nil, authenticator) == .unauthorized)
        #expect(
            try await code(users.token(["sub": "a", "iss": "https://other.example"]), authenticator) == .unauthorized)
    }

    @Test("A refusal does not say why, and never quotes the token")
    func refusals() async throws {
        let authenticator = try await users.authenticator()
        var descriptions: Set<String> = []
        for token in [
            try await users.token(["sub": "alice", "exp": 1]), try await users.token(["sub": "alice", "aud": "x"]),
            try await users.token(["sub": 1]), Secret("garbage"),
            try await users.token(["sub": "alice"], signer: TestKeys.stranger()),
        ] {
            let error = try await #require(throws: VaultError.self) { try await authenticator.user(bearer: token) }
            descriptions.insert(error.description)
            #expect(!"\(error)".contains(token.revealed()))
        }
        #expect(descriptions.count == 1)
    }
}
