internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var grants: [StorageBehaviour] {
        [
            StorageBehaviour("a grant that comes of no code is kept with its refresh token, once") {
                store async throws in
                let grant = Fixture.grant("session_1")
                try await store.keep(grant, refreshToken: Fixture.newToken(10), at: Fixture.start)
                #expect(try await store.grant(id: "session_1") == grant)
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, of: "session_1", at: 1), at: 1) == .rotated)
                for (id, byte) in [("session_1", UInt8(12)), ("session_2", 10)] {
                    await #expect(throws: StorageError(.conflict, "")) {
                        try await store.keep(
                            Fixture.grant(id), refreshToken: Fixture.newToken(byte), at: Fixture.start)
                    }
                }
                #expect(try await store.grant(id: "session_2") == nil)
                let bare = Fixture.grant("session_3", allowsRefresh: false)
                try await store.keep(bare, refreshToken: Fixture.newToken(13), at: Fixture.start)
                #expect(try await store.grant(id: "session_3") == bare)
                #expect(try await store.refreshToken(hash: Fixture.hash(13), at: Fixture.start) == nil)
            },
            StorageBehaviour("the organization of a grant may change, as long as it is not revoked") {
                store async throws in
                for id in ["1", "2"] {
                    try await store.keep(
                        Fixture.grant(id), refreshToken: Fixture.newToken(UInt8(id) ?? 0), at: Fixture.start)
                }
                #expect(try await store.setOrganization("org_2", ofGrant: "1"))
                #expect(try await store.grant(id: "1")?.organizationID == "org_2")
                #expect(
                    try await store.refreshToken(hash: Fixture.hash(1), at: Fixture.start)?.grant.organizationID
                        == "org_2")
                #expect(try await store.grant(id: "2") == Fixture.grant("2"))
                #expect(try await store.setOrganization(nil, ofGrant: "1"))
                #expect(try await store.grant(id: "1")?.organizationID == nil)
                try await store.revokeGrant(id: "1", revokedUntil: Fixture.revokedUntil)
                for id in ["1", "none", "2\u{0}"] {
                    #expect(try await store.setOrganization("org_2", ofGrant: id) == false)
                }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.setOrganization("org\u{0}", ofGrant: "2")
                }
            },
            StorageBehaviour("a person's grants are theirs, without revoked ones, oldest first") { store async throws in
                for (id, user, age) in [
                    ("b", "user_1", Int64(2)), ("a", "user_1", 1), ("c", "user_1", 3), ("d", "user_2", 0),
                ] {
                    var grant = Fixture.grant(id)
                    grant.subject = user
                    grant.createdAt = Fixture.at(age)
                    try await store.keep(
                        grant, refreshToken: Fixture.newToken(UInt8(10 + age)), at: Fixture.at(age))
                }
                try await store.revokeGrant(id: "c", revokedUntil: Fixture.revokedUntil)
                #expect(try await store.grants(ofUser: "user_1").map(\.id) == ["a", "b"])
                #expect(try await store.grants(ofUser: "user_2").map(\.id) == ["d"])
                #expect(try await store.grants(ofUser: "user_1\u{0}").isEmpty)
            },
            StorageBehaviour("a person's grants are told too that wait for their code or device, and can be revoked") {
                store async throws in
                var (coded, approved) = (Fixture.grant("coded"), Fixture.grant("approved"))
                (coded.subject, approved.subject) = ("user_1", "user_1")
                (coded.createdAt, approved.createdAt) = (Fixture.at(1), Fixture.at(2))
                let code = Fixture.code(1, grant: coded)
                try await store.insert(code)
                let device = Fixture.device(2, userCode: "WDJBMJHT")
                try await store.insert(device)
                #expect(
                    try await store.decide(.approved(approved), userCode: device.userCode, at: Fixture.at(2)))
                #expect(try await store.grants(ofUser: "user_1") == [coded, approved])
                // Redeemed, it is there once.
                _ = try await store.redeem(
                    codeHash: code.hash, clientID: coded.clientID, refreshToken: Fixture.newToken(3),
                    at: Fixture.at(3), revokedUntil: Fixture.revokedUntil)
                #expect(try await store.grants(ofUser: "user_1").map(\.id) == ["coded", "approved"])
                for id in ["coded", "approved"] {
                    try await store.revokeGrant(id: id, revokedUntil: Fixture.revokedUntil)
                }
                #expect(try await store.grants(ofUser: "user_1").isEmpty)
            },
            StorageBehaviour("a person's sessions can be ended all at once, and nobody else's") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.user("user_2", email: "b@example.com"))
                for (byte, user) in [(UInt8(1), "user_1"), (2, "user_1"), (3, "user_2")] {
                    try await store.insert(Fixture.session(byte, user: user), replacing: nil)
                }
                #expect(try await store.deleteSessions(ofUser: "user_1\u{0}") == 0)
                #expect(try await store.deleteSessions(ofUser: "user_1") == 2)
                #expect(try await store.deleteSessions(ofUser: "user_1") == 0)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) == nil)
                #expect(try await store.session(hash: Fixture.hash(3), at: Fixture.start) != nil)
            },
            StorageBehaviour("what a person consented to is told for each client, with all that was given") {
                store async throws in
                #expect(try await store.consents(ofUser: "user_1").isEmpty)
                for (index, key) in [
                    Fixture.consent(client: "b"), Fixture.consent(client: "a", resource: "https://b.example.com"),
                    Fixture.consent(client: "a", resource: "https://a.example.com", host: "https://one.example.com"),
                    Fixture.consent(client: "a", resource: "https://a.example.com"),
                    Fixture.consent(user: "user_2", client: "c"),
                ].enumerated() {
                    try await store.remember(
                        Fixture.scopes("s\(index)", "all"), for: key, at: Fixture.at(Int64(index)))
                }
                let given = try await store.consents(ofUser: "user_1")
                #expect(given.map(\.clientID) == ["a", "b"])
                #expect(
                    given.map(\.resources) == [
                        ["https://a.example.com", "https://b.example.com"], ["https://api.example.com/mcp"],
                    ])
                #expect(given.map { Set($0.scopes.values) } == [["s1", "s2", "s3", "all"], ["s0", "all"]])
                #expect(given.map(\.givenAt) == [Fixture.at(3), Fixture.at(0)])
            },
        ]
    }
}
