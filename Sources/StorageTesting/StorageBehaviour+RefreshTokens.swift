internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var refreshTokens: [StorageBehaviour] {
        [
            StorageBehaviour("RFC 9700 §4.14.2: a rotation puts the successor in the place of the token") {
                store async throws in
                let grant = Fixture.grant("grant_1")
                try await store.keepGrant(grant, code: 1, token: Fixture.newToken(10))
                let rotation = Fixture.rotation(10, to: 11, at: 5)
                #expect(try await store.rotate(rotation, at: 5) == .rotated)
                #expect(
                    try await store.refreshToken(hash: Fixture.hash(11), at: Fixture.at(6))
                        == FoundRefreshToken(token: rotation.successor, grant: grant, isRotated: false))
                let earlier = try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(6))
                #expect(earlier?.isRotated == true)
                #expect(earlier?.grant == grant)
            },
            StorageBehaviour("within the grace the same request gets the same answer, and another one gets nothing") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 0), at: 0)
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 12, at: 9), at: 9)
                        == .repeated(keptAnswer: [11, 0, 255]))
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 12, at: 9, fingerprint: 78), at: 9) == .differs)
                #expect(try await store.refreshToken(hash: Fixture.hash(12), at: Fixture.at(9)) == nil)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]) == false)
                #expect(try await store.rotate(Fixture.rotation(11, to: 13, at: 9), at: 9) == .rotated)
            },
            StorageBehaviour("RFC 9700 §4.14.2: a rotated token after its grace revokes the family") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                try await store.keepGrant(Fixture.grant("grant_2"), code: 2, token: Fixture.newToken(20))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 0), at: 0)
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 12, at: 10), at: 10)
                        == .reused(grantID: "grant_1"))
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]))
                for byte: UInt8 in [10, 11, 12] {
                    #expect(try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(10)) == nil)
                    #expect(try await store.rotate(Fixture.rotation(byte, to: 13, at: 10), at: 10) == .unknown)
                }
                #expect(try await store.grant(id: "grant_2") != nil)
                #expect(try await store.refreshToken(hash: Fixture.hash(20), at: Fixture.at(10)) != nil)
            },
            StorageBehaviour("the grace ends with the first use of the successor") { store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 0), at: 0)
                _ = try await store.rotate(Fixture.rotation(11, to: 12, at: 1), at: 1)
                #expect(
                    try await store.rotate(Fixture.rotation(11, to: 14, at: 2), at: 2)
                        == .repeated(keptAnswer: [12, 0, 255]))
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 15, at: 2), at: 2) == .reused(grantID: "grant_1"))
                #expect(try await store.rotate(Fixture.rotation(12, to: 16, at: 3), at: 3) == .unknown)
            },
            StorageBehaviour("a token that was rotated long ago is known as reused until it expires") {
                store async throws in
                try await store.keepGrant(
                    Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10, expiresAfter: 500))
                for byte: UInt8 in 10..<20 {
                    let now = Int64(byte)
                    #expect(
                        try await store.rotate(Fixture.rotation(byte, to: byte + 1, at: now), at: now) == .rotated)
                }
                #expect(try await store.rotate(Fixture.rotation(10, to: 30, at: 500), at: 500) == .unknown)
                #expect(try await store.grant(id: "grant_1") != nil)
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 30, at: 499), at: 499)
                        == .reused(grantID: "grant_1"))
                #expect(try await store.refreshToken(hash: Fixture.hash(20), at: Fixture.at(499)) == nil)
            },
            StorageBehaviour("a token that is unknown or has expired is unknown, in its grace too") {
                store async throws in
                try await store.keepGrant(
                    Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10, expiresAfter: 100))
                #expect(try await store.rotate(Fixture.rotation(9, to: 11, at: 1), at: 1) == .unknown)
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, at: 100), at: 100) == .unknown)
                #expect(try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(100)) == nil)
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, at: 99), at: 99) == .rotated)
                #expect(try await store.rotate(Fixture.rotation(10, to: 12, at: 101), at: 101) == .unknown)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]) == false)
            },
            StorageBehaviour("a rotation whose successor is taken or of another grant changes nothing") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                try await store.keepGrant(Fixture.grant("grant_2"), code: 2, token: Fixture.newToken(20))
                for rotation in [
                    Fixture.rotation(10, to: 20, at: 1), Fixture.rotation(10, to: 11, of: "grant_2", at: 1),
                ] {
                    await #expect(throws: StorageError(.conflict, "")) { try await store.rotate(rotation, at: 1) }
                }
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, at: 1), at: 1) == .rotated)
            },
            StorageBehaviour("of many refreshes with one token at once, one rotates it and all get its answer") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                let outcomes = try await concurrently(32) { index in
                    (index, try await store.rotate(Fixture.rotation(10, to: UInt8(100 + index), at: 1), at: 1))
                }
                let winners = outcomes.filter { $0.1 == .rotated }.map { UInt8(100 + $0.0) }
                try #require(winners.count == 1)
                let answer = RefreshRotationOutcome.repeated(keptAnswer: [winners[0], 0, 255])
                #expect(outcomes.filter { $0.1 == answer }.count == 31)
                for byte: UInt8 in 100..<132 {
                    let found = try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(1))
                    #expect((found != nil) == (byte == winners[0]))
                }
                #expect(try await store.grant(id: "grant_1") != nil)
            },
            StorageBehaviour("of refreshes of many grants at once, each rotates its own") { store async throws in
                for byte: UInt8 in 0..<16 {
                    try await store.keepGrant(
                        Fixture.grant("grant_\(byte)"), code: byte, token: Fixture.newToken(byte))
                }
                let outcomes = try await concurrently(16) { index in
                    let byte = UInt8(index)
                    return try await store.rotate(
                        Fixture.rotation(byte, to: 100 + byte, of: "grant_\(byte)", at: 1), at: 1)
                }
                #expect(outcomes.allSatisfy { $0 == .rotated })
            },
        ]
    }
}
