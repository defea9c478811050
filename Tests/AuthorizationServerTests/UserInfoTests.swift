import AuthorizationServer
import Crypto
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("UserInfo (OpenID Connect Core §5.3)")
struct UserInfoTests {
    @Test("a token without openid is insufficient_scope; anything else that is no token of ours is invalid_token")
    func refused() async throws {
        let harness = try await Harness.withPeople()
        let tokens = try await harness.tokens("app_1", ["scope": "mcp profile email"])
        let error = try await refusal { try await harness.server.userInfo(tokens.accessToken, from: Harness.address) }
        #expect(error?.code == .insufficientScope)
        let stranger = try await TestKeys.stranger().token(
            type: "at+jwt",
            claims: [
                "iss": .string(Harness.issuer), "sub": "user_1", "aud": "app_1", "scope": "openid email",
                "exp": .integer(harness.clock.now().seconds + 100), "iat": .integer(harness.clock.now().seconds),
            ])
        for token in [stranger, Secret("x"), Secret("a.b.c"), try #require(tokens.refreshToken), Secret("")] {
            #expect(
                try await refusal { try await harness.server.userInfo(token, from: Harness.address) }?.code
                    == .invalidToken)
        }
    }

    @Test("an expired or revoked token tells nothing")
    func gone() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens("app_1", ["scope": "openid email"])
        #expect(
            try await harness.server.userInfo(first.accessToken, from: Harness.address)["email"] == "user_1@example.com"
        )
        try await harness.revoke(first.accessToken)
        #expect(
            try await refusal { try await harness.server.userInfo(first.accessToken, from: Harness.address) }?.code
                == .invalidToken)
        let second = try await harness.tokens("app_1", ["scope": "openid"])
        harness.clock.advance(seconds: 3600)
        #expect(
            try await refusal { try await harness.server.userInfo(second.accessToken, from: Harness.address) }?.code
                == .invalidToken)
    }
}
