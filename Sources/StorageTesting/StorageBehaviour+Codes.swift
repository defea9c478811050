internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var codes: [StorageBehaviour] {
        [
            StorageBehaviour("a code comes back as it was put in, until it expires without being redeemed") {
                store async throws in
                let code = Fixture.code(1, grant: Fixture.grant("grant_1"))
                var bare = Fixture.code(2, grant: Fixture.grant("grant_2", allowsRefresh: false))
                bare.grant.nonce = nil
                bare.grant.organizationID = nil
                bare.grant.scopes = .none
                try await store.insert(code)
                try await store.insert(bare)
                #expect(try await store.authorizationCode(hash: code.hash, at: Fixture.at(59)) == code)
                #expect(try await store.authorizationCode(hash: bare.hash, at: Fixture.at(59)) == bare)
                _ = try await store.redeem(1, token: Fixture.newToken(10), at: 1)
                #expect(try await store.authorizationCode(hash: code.hash, at: Fixture.at(59)) == code)
                #expect(try await store.authorizationCode(hash: code.hash, at: Fixture.at(60)) == code)
                #expect(try await store.authorizationCode(hash: bare.hash, at: Fixture.at(60)) == nil)
                #expect(try await store.authorizationCode(hash: Fixture.hash(3), at: Fixture.start) == nil)
            },
            StorageBehaviour("a code and its grant are new ones") { store async throws in
                try await store.insert(Fixture.code(1, grant: Fixture.grant("grant_1")))
                for code in [
                    Fixture.code(1, grant: Fixture.grant("grant_2")), Fixture.code(2, grant: Fixture.grant("grant_1")),
                ] {
                    await #expect(throws: StorageError(.conflict, "")) { try await store.insert(code) }
                }
            },
            StorageBehaviour("RFC 6749 §4.1.2: redeeming keeps the grant and its refresh token") { store async throws in
                let grant = Fixture.grant("grant_1")
                let code = Fixture.code(1, grant: grant)
                try await store.insert(code)
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.redeem(1, token: Fixture.newToken(10), at: 2) == .redeemed(code))
                #expect(try await store.grant(id: "grant_1") == grant)
                let token = RefreshToken(
                    hash: Fixture.hash(10), grantID: "grant_1", expiresAt: Fixture.at(1000), createdAt: Fixture.at(2))
                #expect(
                    try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(3))
                        == FoundRefreshToken(token: token, grant: grant, isRotated: false))
            },
            StorageBehaviour("a grant that allows no refresh is kept without the refresh token") { store async throws in
                let grant = Fixture.grant("grant_1", allowsRefresh: false)
                try await store.keepGrant(grant, code: 1, token: Fixture.newToken(10))
                #expect(try await store.grant(id: "grant_1") == grant)
                #expect(try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(1)) == nil)
            },
            StorageBehaviour("a code that is unknown, expired or another client's is unknown, and is not used up") {
                store async throws in
                let code = Fixture.code(1, grant: Fixture.grant("grant_1"))
                try await store.insert(code)
                let token = Fixture.newToken(10)
                #expect(try await store.redeem(2, token: token, at: 1) == .unknown)
                #expect(try await store.redeem(1, client: "client_2", token: token, at: 1) == .unknown)
                #expect(try await store.redeem(1, client: "client_1\u{0}x", token: token, at: 1) == .unknown)
                #expect(try await store.redeem(1, token: token, at: 60) == .unknown)
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.redeem(1, token: token, at: 59) == .redeemed(code))
                #expect(try await store.redeem(1, client: "client_2", token: token, at: 59) == .unknown)
                #expect(try await store.grant(id: "grant_1") != nil)
            },
            StorageBehaviour("RFC 6749 §10.5: each later use of a code revokes what the first one got") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                try await store.keepGrant(Fixture.grant("grant_2"), code: 2, token: Fixture.newToken(20))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 1), at: 1)
                let reused = CodeRedemption.reused(grantID: "grant_1")
                #expect(try await store.redeem(1, token: Fixture.newToken(12), at: 2) == reused)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]))
                #expect(try await store.grant(id: "grant_1") == nil)
                for byte: UInt8 in [10, 11, 12] {
                    #expect(try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(2)) == nil)
                    #expect(
                        try await store.rotate(Fixture.rotation(byte, to: 13, at: 2), at: 2) == .unknown)
                }
                #expect(try await store.redeem(1, token: Fixture.newToken(12), at: 3) == reused)
                #expect(try await store.redeem(1, token: Fixture.newToken(12), at: 6000) == reused)
                #expect(try await store.grant(id: "grant_2") != nil)
                #expect(try await store.isRevoked(anyOf: ["grant_2"]) == false)
            },
            StorageBehaviour(
                "RFC 6749 §4.1.2: of many redemptions of one code at once, one gets the grant, which is revoked"
            ) {
                store async throws in
                let code = Fixture.code(1, grant: Fixture.grant("grant_1"))
                try await store.insert(code)
                let outcomes = try await concurrently(32) { index in
                    try await store.redeem(1, token: Fixture.newToken(UInt8(100 + index)), at: 1)
                }
                #expect(outcomes.filter { $0 == .redeemed(code) }.count == 1)
                #expect(outcomes.filter { $0 == .reused(grantID: "grant_1") }.count == 31)
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]))
                for index in 0..<32 {
                    let hash = Fixture.hash(UInt8(100 + index))
                    #expect(try await store.refreshToken(hash: hash, at: Fixture.at(1)) == nil)
                }
            },
            StorageBehaviour("a second use after the code's time revokes as well, until the code is removed") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                try await store.keepGrant(Fixture.grant("grant_2"), code: 2, token: Fixture.newToken(20))
                #expect(
                    try await store.redeem(1, token: Fixture.newToken(11), at: 100) == .reused(grantID: "grant_1"))
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.deleteExpired(.authorizationCodes, before: Fixture.at(61), limit: 9) == 2)
                #expect(try await store.redeem(2, token: Fixture.newToken(21), at: 100) == .unknown)
                #expect(try await store.grant(id: "grant_2") != nil)
            },
            StorageBehaviour("a redemption that cannot keep its refresh token does not use the code up") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                let code = Fixture.code(2, grant: Fixture.grant("grant_2"))
                try await store.insert(code)
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.redeem(2, token: Fixture.newToken(10), at: 1)
                }
                #expect(try await store.grant(id: "grant_2") == nil)
                #expect(try await store.redeem(2, token: Fixture.newToken(20), at: 1) == .redeemed(code))
            },
        ]
    }
}
