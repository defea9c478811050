import AuthorizationServer
import Crypto
import JOSE
import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("ID tokens (OpenID Connect Core §2, §3.1.3, §5.4, §12)")
struct IDTokenTests {
    @Test(
        "an ID token verifies by the published keys, and its at_hash is the left half of the access token's hash",
        arguments: SignatureAlgorithm.allCases)
    func verified(_ algorithm: SignatureAlgorithm) async throws {
        let storage = try SQLiteStorage(.memory)
        let clock = ManualClock()
        // A key that is at hand already: making one of RSA takes a good part of a second.
        let keys = StoredKeyFixture.record(try await TestKeys.key(algorithm), algorithm, at: clock.now())
        _ = try await storage.insertFirst(keys)
        let harness = try await Harness.withPeople(storage: storage, algorithm: algorithm)
        let tokens = try await harness.tokens("app_1", ["scope": "openid mcp", "nonce": "n-0S6_WzA2Mj"])
        let idToken = try #require(tokens.idToken)
        guard case .accepted(let token) = try await harness.validated(idToken, audience: "app_1") else {
            Issue.record("the ID token does not verify")
            return
        }
        #expect(idToken.header["alg"] == .string(algorithm.rawValue))
        #expect(idToken.header["typ"] != "at+jwt")
        #expect(token.claims["aud"] == "app_1")
        #expect(token.claims["sub"] == "user_1")
        #expect(token.claims["iss"] == .string(Harness.issuer))
        #expect(token.claims["nonce"] == "n-0S6_WzA2Mj")
        let now = harness.clock.now().seconds
        #expect(token.claims["iat"] == .integer(now))
        #expect(token.claims["auth_time"] == .integer(now))
        #expect((token.claims["exp"]?.integer ?? 0) > now)
        let bytes = Array(tokens.accessToken.revealed().utf8)
        let digest: [UInt8] =
            algorithm == .edDSA ? Array(SHA512.hash(data: bytes)) : Array(SHA256.hash(data: bytes))
        #expect(token.claims["at_hash"] == .string(Base64.encode(Array(digest.prefix(digest.count / 2)), .url)))
    }

    @Test("there is one only when openid is asked for")
    func onlyWithOpenID() async throws {
        let harness = try await Harness.withPeople()
        #expect(try await harness.tokens("app_1", ["scope": "mcp profile email"]).idToken == nil)
        #expect(try await harness.tokens("app_1", ["scope": "openid"]).idToken != nil)
        #expect(try await harness.token().idToken == nil)
    }

    @Test("§12.2: an ID token of a refresh has no nonce, and the same iss, sub, aud and auth_time")
    func refreshed() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens("app_1", ["scope": "openid offline_access", "nonce": "n-1"])
        harness.clock.advance(seconds: 100)
        let second = try await harness.refresh(first.refreshToken)
        let (old, new) = (try #require(first.idToken).claims, try #require(second.idToken).claims)
        #expect(old["nonce"] == "n-1")
        #expect(new["nonce"] == nil)
        for name in ["iss", "sub", "aud", "auth_time"] { #expect(old[name] == new[name]) }
        #expect(new["at_hash"] != old["at_hash"])
        let narrow = try await harness.refresh(second.refreshToken, ["scope": "offline_access"])
        #expect(narrow.idToken == nil)
    }

    @Test(
        "§5.4: claims follow the scopes",
        arguments: [
            ("openid", [] as [String]), ("openid email", ["email", "email_verified"]),
            ("openid profile", ["name", "given_name", "family_name", "updated_at"]),
            ("openid profile email", ["email", "email_verified", "name", "given_name", "family_name", "updated_at"]),
        ])
    func claims(scope: String, expected: [String]) async throws {
        let harness = try await Harness.withPeople()
        let tokens = try await harness.tokens("app_1", ["scope": scope])
        let person = ["email", "email_verified", "name", "given_name", "family_name", "updated_at"]
        let claims = try #require(tokens.idToken).claims
        #expect(person.filter { claims[$0] != nil }.sorted() == expected.sorted())
        let info = try await harness.server.userInfo(tokens.accessToken, from: Harness.address)
        #expect(person.filter { info[$0] != nil }.sorted() == expected.sorted())
        #expect(info["sub"] == claims["sub"])
        #expect(person.allSatisfy { tokens.accessToken.claims[$0] == nil })
    }

    @Test("RFC 9068 §4: an ID token is no access token, anywhere")
    func confusion() async throws {
        let harness = try await Harness.withPeople(clientAudience: "app_1")
        let idToken = try #require(try await harness.tokens("app_1", ["scope": "openid"]).idToken)
        #expect(
            try await refusal { try await harness.server.userInfo(idToken, from: Harness.address) }?.code
                == .invalidToken)
        #expect(try await harness.introspect(idToken)["active"] == false)
        #expect(try await refusal { try await harness.refresh(idToken) }?.code == .invalidGrant)
    }

    @Test("§11: offline_access gives a refresh token; openid without it does not")
    func offlineAccess() async throws {
        let harness = try await Harness.withPeople()
        #expect(try await harness.tokens("app_1", ["scope": "openid mcp"]).refreshToken == nil)
        #expect(try await harness.tokens("app_1", ["scope": "openid offline_access"]).refreshToken != nil)
        #expect(try await harness.tokens("app_1", ["scope": "mcp"]).refreshToken != nil)
        try await harness.addApplication("no_refresh", grants: [.authorizationCode])
        #expect(try await harness.tokens("no_refresh", ["scope": "mcp"]).refreshToken == nil)
    }
}

/// A signing key at rest, in clear.
enum StoredKeyFixture {
    static func record(
        _ key: any StorableSigner, _ algorithm: SignatureAlgorithm, at now: Timestamp
    ) -> SigningKeyRecord {
        SigningKeyRecord(
            keyID: key.publicKey.thumbprint, algorithm: algorithm.rawValue,
            material: .plain(key.privateRepresentation), createdAt: now)
    }
}
