internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var revocations: [StorageBehaviour] {
        [
            StorageBehaviour("RFC 7009 §2.1: a revoked grant has no tokens and no code, and is listed") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                try await store.keepGrant(Fixture.grant("grant_2"), code: 2, token: Fixture.newToken(20))
                #expect(try await store.revokeGrant(id: "grant_1", revokedUntil: Fixture.revokedUntil))
                #expect(try await store.revokeGrant(id: "grant_1", revokedUntil: Fixture.revokedUntil) == false)
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(1)) == nil)
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, at: 1), at: 1) == .unknown)
                #expect(try await store.redeem(1, token: Fixture.newToken(12), at: 1) == .unknown)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]))
                #expect(try await store.grant(id: "grant_2") != nil)
                #expect(try await store.refreshToken(hash: Fixture.hash(20), at: Fixture.at(1)) != nil)
                #expect(
                    try await store.revocations(after: 0, limit: 9).map(\.expiresAt) == [Fixture.revokedUntil])
            },
            StorageBehaviour("a grant that nobody has got yet can be revoked, and is then never given") {
                store async throws in
                try await store.insert(Fixture.code(1, grant: Fixture.grant("grant_1")))
                try await store.insert(Fixture.device(2, userCode: "WDJBMJHT"))
                let approval = DeviceDecision.approved(Fixture.grant("grant_2"))
                #expect(try await store.decide(approval, userCode: "WDJBMJHT", at: Fixture.start))
                for id in ["grant_1", "grant_2", "grant_none"] {
                    #expect(try await store.revokeGrant(id: id, revokedUntil: Fixture.revokedUntil) == false)
                    #expect(try await store.isRevoked(anyOf: [id]))
                }
                #expect(try await store.redeem(1, token: Fixture.newToken(10), at: 1) == .unknown)
                #expect(try await store.poll(2, at: 1) == .unknown)
            },
            StorageBehaviour("after a refresh and a revocation in a race nothing is usable") { store async throws in
                for byte: UInt8 in 0..<16 {
                    let id = "grant_\(byte)"
                    try await store.keepGrant(Fixture.grant(id), code: byte, token: Fixture.newToken(byte))
                    let outcomes = try await concurrently(8) { index in
                        if index == Int(byte) % 8 {
                            try await store.revokeGrant(id: id, revokedUntil: Fixture.revokedUntil)
                            return RefreshRotationOutcome.unknown
                        }
                        return try await store.rotate(Fixture.rotation(byte, to: 100 + byte, of: id, at: 1), at: 1)
                    }
                    #expect(outcomes.filter { $0 == .rotated }.count <= 1)
                    for hash in [Fixture.hash(byte), Fixture.hash(100 + byte)] {
                        #expect(try await store.refreshToken(hash: hash, at: Fixture.at(1)) == nil)
                    }
                    #expect(
                        try await store.rotate(Fixture.rotation(100 + byte, to: 200, of: id, at: 2), at: 2) == .unknown)
                    #expect(try await store.isRevoked(anyOf: [id]))
                }
            },
            StorageBehaviour("after a redemption and a revocation in a race nothing is usable") { store async throws in
                for byte: UInt8 in 0..<16 {
                    let id = "grant_\(byte)"
                    try await store.insert(Fixture.code(byte, grant: Fixture.grant(id)))
                    _ = try await concurrently(2) { index in
                        if index == Int(byte) % 2 {
                            try await store.revokeGrant(id: id, revokedUntil: Fixture.revokedUntil)
                        } else {
                            _ = try await store.redeem(byte, token: Fixture.newToken(byte), at: 1)
                        }
                    }
                    #expect(try await store.grant(id: id) == nil)
                    #expect(try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(1)) == nil)
                    #expect(try await store.redeem(byte, token: Fixture.newToken(99), at: 1) == .unknown)
                }
            },
            StorageBehaviour("any of the identifiers that are asked about can be the revoked one") {
                store async throws in
                try await store.revoke(id: "jti_1", until: Fixture.at(10))
                #expect(try await store.isRevoked(anyOf: ["sid_1", "jti_1"]))
                #expect(try await store.isRevoked(anyOf: ["sid_1", "JTI_1", "jti_"]) == false)
                #expect(try await store.isRevoked(anyOf: []) == false)
                #expect(try await store.isRevoked(anyOf: ["jti_1\u{0}x"]) == false)
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.revoke(id: "jti_2\u{0}x", until: Fixture.at(10))
                }
                #expect(try await store.revokeGrant(id: "jti_2\u{0}x", revokedUntil: Fixture.at(10)) == false)
                #expect(try await store.isRevoked(anyOf: ["jti_2"]) == false)
            },
            StorageBehaviour("revocations are told in the order of their numbers, after the one that is known") {
                store async throws in
                for index in 1...5 { try await store.revoke(id: "jti_\(index)", until: Fixture.at(Int64(index))) }
                let first = try await store.revocations(after: 0, limit: 3)
                #expect(first.map(\.id) == ["jti_1", "jti_2", "jti_3"])
                #expect(first.map(\.expiresAt) == [Fixture.at(1), Fixture.at(2), Fixture.at(3)])
                let last = try #require(first.last).sequence
                #expect(try await store.revocations(after: last, limit: 9).map(\.id) == ["jti_4", "jti_5"])
                #expect(try await store.revocations(after: last, limit: 0).isEmpty)
                #expect(first.map(\.sequence) == first.map(\.sequence).sorted())
            },
            StorageBehaviour("a lengthened revocation has a new number; one is never shortened") { store async throws in
                try await store.revoke(id: "jti_1", until: Fixture.at(10))
                try await store.revoke(id: "jti_2", until: Fixture.at(10))
                let before = try await store.revocations(after: 0, limit: 9)
                try await store.revoke(id: "jti_1", until: Fixture.at(9))
                try await store.revoke(id: "jti_1", until: Fixture.at(10))
                #expect(try await store.revocations(after: 0, limit: 9) == before)
                try await store.revoke(id: "jti_1", until: Fixture.at(20))
                let after = try await store.revocations(after: try #require(before.last).sequence, limit: 9)
                #expect(after.map(\.id) == ["jti_1"])
                #expect(after.map(\.expiresAt) == [Fixture.at(20)])
                #expect(try await store.revocations(after: 0, limit: 9).count == 2)
            },
            StorageBehaviour("a number is never given again, not even when its revocation was removed") {
                store async throws in
                try await store.revoke(id: "jti_1", until: Fixture.at(10))
                try await store.revoke(id: "jti_2", until: Fixture.at(10))
                let last = try #require(try await store.revocations(after: 0, limit: 9).last).sequence
                #expect(try await store.deleteExpired(.revocations, before: Fixture.at(11), limit: 9) == 2)
                try await store.revoke(id: "jti_3", until: Fixture.at(20))
                #expect(try await store.revocations(after: last, limit: 9).map(\.id) == ["jti_3"])
            },
            StorageBehaviour("a reader who follows the numbers misses none that are recorded meanwhile") {
                store async throws in
                let count = 64
                let read = try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<count {
                        group.addTask { try await store.revoke(id: "jti_\(index)", until: Fixture.at(10)) }
                    }
                    var ids: Set<String> = []
                    var last: Int64 = 0
                    var patience = 100_000
                    while ids.count < count, patience > 0 {
                        patience -= 1
                        let next = try await store.revocations(after: last, limit: 7)
                        for revocation in next {
                            try #require(revocation.sequence > last)
                            last = revocation.sequence
                            ids.insert(revocation.id)
                        }
                        if next.isEmpty { await Task.yield() }
                    }
                    try await group.waitForAll()
                    return ids
                }
                #expect(read.count == count)
            },
        ]
    }
}
