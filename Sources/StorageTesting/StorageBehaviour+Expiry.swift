internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var expiry: [StorageBehaviour] {
        [
            StorageBehaviour("what expired before a moment is removed in batches, and nothing else is") {
                store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                for number in 0..<10 { try await fill(store, number: number) }
                // The refusals first: the events among which they are would take them along.
                let others = Expiring.allCases.filter { $0 != .refusedAuditEvents }
                for kind in [.refusedAuditEvents] + others {
                    #expect(try await store.deleteExpired(kind, before: Fixture.at(7), limit: 0) == 0)
                    #expect(try await store.deleteExpired(kind, before: Fixture.at(7), limit: -1) == 0)
                    #expect(try await store.deleteExpired(kind, before: Fixture.at(7), limit: 4) == 4, "\(kind)")
                    #expect(try await store.deleteExpired(kind, before: Fixture.at(7), limit: 4) == 3, "\(kind)")
                    #expect(try await store.deleteExpired(kind, before: Fixture.at(7), limit: 4) == 0, "\(kind)")
                }
                for number in 0..<10 {
                    let kept = number >= 7
                    let hash = Fixture.hash(UInt8(number))
                    #expect((try await store.authorizationCode(hash: hash, at: .distantPast) != nil) == kept)
                    #expect((try await store.session(hash: hash, at: .distantPast) != nil) == kept)
                    #expect(
                        (try await store.deviceAuthorization(userCode: "CODE\(number)", at: .distantPast) != nil)
                            == kept)
                    #expect(try await store.isRevoked(anyOf: ["jti_\(number)"]) == kept)
                    #expect((try await store.resource(id: "thing_\(number)", kind: "thing") != nil) == kept)
                    #expect(
                        try await store.use(assertion: "jti_\(number)", issuer: "client_1", expiresAt: Fixture.at(99))
                            != kept)
                }
                #expect(
                    try await store.auditEvents(limit: 99).map(\.action).filter { !$0.hasSuffix(".refused") } == [
                        "9", "8", "7",
                    ])
                #expect(try await store.auditEvents(limit: 99).count == 6)
            },
            StorageBehaviour("the longest expired goes first") { store async throws in
                for number in [3, 1, 2] {
                    try await store.revoke(id: "jti_\(number)", until: Fixture.at(Int64(number)))
                }
                #expect(try await store.deleteExpired(.revocations, before: Fixture.at(9), limit: 1) == 1)
                #expect(try await store.isRevoked(anyOf: ["jti_1"]) == false)
                #expect(try await store.revocations(after: 0, limit: 9).count == 2)
            },
            StorageBehaviour("a grant goes with its last refresh token") { store async throws in
                try await store.keepGrant(
                    Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10, expiresAfter: 100))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 50, expiresAfter: 200), at: 50)
                _ = try await store.rotate(Fixture.rotation(11, to: 12, at: 60, expiresAfter: 150), at: 60)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(101), limit: 9) == 1)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(200), limit: 9) == 1)
                #expect(try await store.grant(id: "grant_1") != nil)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(201), limit: 1) == 1)
                #expect(try await store.grant(id: "grant_1") != nil)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(201), limit: 1) == 1)
                #expect(try await store.grant(id: "grant_1") == nil)
            },
            StorageBehaviour("a grant without refresh token stays until the moment that it was given is past") {
                store async throws in
                try await store.keepGrant(
                    Fixture.grant("grant_1", allowsRefresh: false), code: 1, token: Fixture.newToken(10), at: 30)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(30), limit: 9) == 0)
                #expect(try await store.grant(id: "grant_1") != nil)
                #expect(try await store.deleteExpired(.refreshTokens, before: Fixture.at(31), limit: 9) == 1)
                #expect(try await store.grant(id: "grant_1") == nil)
            },
            StorageBehaviour("sweeping does not make a token that was rotated unknown before it expires") {
                store async throws in
                try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
                _ = try await store.rotate(Fixture.rotation(10, to: 11, at: 1), at: 1)
                for kind in Expiring.allCases {
                    _ = try await store.deleteExpired(kind, before: Fixture.at(999), limit: 99)
                }
                #expect(
                    try await store.rotate(Fixture.rotation(10, to: 12, at: 999), at: 999)
                        == .reused(grantID: "grant_1"))
            },
            StorageBehaviour("sweeps at once remove everything once") { store async throws in
                for number in 0..<100 { try await store.revoke(id: "jti_\(number)", until: Fixture.at(1)) }
                let counts = try await concurrently(16) { _ in
                    try await store.deleteExpired(.revocations, before: Fixture.at(2), limit: 10)
                }
                #expect(counts.reduce(0, +) == 100)
                #expect(counts.allSatisfy { $0 == 0 || $0 == 10 })
            },
        ]
    }

    /// Keeps one of everything that expires, at that many seconds. Of refresh tokens and grants it is either the one or
    /// the other: a grant that has no tokens counts by itself.
    private static func fill(_ store: any StorageEngine, number: Int) async throws {
        let byte = UInt8(number)
        let moment = Fixture.at(Int64(number))
        var code = Fixture.code(byte, grant: Fixture.grant("code_\(number)"))
        code.expiresAt = moment
        try await store.insert(code)
        try await store.keepGrant(
            Fixture.grant("grant_\(number)", allowsRefresh: false), code: 100 + byte, token: Fixture.newToken(byte),
            at: Int64(number))
        try await store.insert(Fixture.session(byte, expiresAfter: Int64(number)), replacing: nil)
        var device = Fixture.device(byte, userCode: "CODE\(number)")
        device.expiresAt = moment
        try await store.insert(device)
        try await store.revoke(id: "jti_\(number)", until: moment)
        try await store.commit([.insert(Fixture.thing("thing_\(number)", expiresAt: moment))])
        _ = try await store.use(assertion: "jti_\(number)", issuer: "client_1", expiresAt: moment)
        try await store.append([
            AuditEvent(action: "\(number)", occurredAt: moment),
            AuditEvent(action: "\(number).refused", occurredAt: moment),
        ])
    }
}

extension Timestamp {
    /// Before everything else, so that nothing has expired.
    fileprivate static let distantPast = Timestamp(milliseconds: .min)
}
