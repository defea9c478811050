internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var credentials: [StorageBehaviour] {
        [
            StorageBehaviour("a credential comes back as it was put in") { store async throws in
                let credential = Fixture.credential("id_1")
                try await store.upsert(credential)
                #expect(try await store.credential(of: credential.owner) == credential)
                var bare = Fixture.credential("id_2", server: "other")
                bare.clientSecret = nil
                bare.clientID = nil
                bare.authenticationMethod = nil
                bare.scopes = nil
                bare.clientSecretExpiresAt = nil
                try await store.upsert(bare)
                #expect(try await store.credential(of: bare.owner) == bare)
            },
            StorageBehaviour("a second deposit takes the place of the first, whose age stays") { store async throws in
                try await store.upsert(Fixture.credential("id_1"))
                var second = Fixture.credential("id_2", token: [9, 9], after: 60)
                second.clientSecret = nil
                try await store.upsert(second)
                second.createdAt = Fixture.start
                #expect(try await store.credential(of: second.owner) == second)
            },
            StorageBehaviour("credentials are keyed by issuer, user and server together") { store async throws in
                let first = Fixture.credential("id_1")
                let owners = [
                    first.owner,
                    CredentialOwner(issuer: "https://app.example.com/", user: "user_1", server: "server"),
                    CredentialOwner(issuer: "https://app.example.com", user: "user_1s", server: "erver"),
                    CredentialOwner(issuer: "https://app.example.com", user: "user_1", server: "SERVER"),
                    CredentialOwner(issuer: "https://app.example.com", user: "user_1", server: "server "),
                    CredentialOwner(issuer: "https://app.example.com", user: "user_1", server: "\u{73}erver\u{301}"),
                ]
                for (index, owner) in owners.enumerated() {
                    var credential = Fixture.credential("id_\(index)")
                    credential.owner = owner
                    try await store.upsert(credential)
                }
                for (index, owner) in owners.enumerated() {
                    #expect(try await store.credential(of: owner)?.id == "id_\(index)")
                }
                #expect(try await store.deleteCredential(of: owners[0]))
                #expect(try await store.credential(of: owners[0]) == nil)
                #expect(try await store.credential(of: owners[1]) != nil)
            },
            StorageBehaviour("a name with a NUL is refused and never taken for the name before it") {
                store async throws in
                try await store.upsert(Fixture.credential("id_1", user: "alice"))
                let hostile = Fixture.credential("id_2", user: "alice\u{0}x")
                await #expect(throws: StorageError(.unstorableText, "")) { try await store.upsert(hostile) }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.credential(of: hostile.owner)
                }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.deleteCredential(of: hostile.owner)
                }
                let alice = Fixture.credential("", user: "alice").owner
                #expect(try await store.credential(of: alice)?.id == "id_1")
            },
            StorageBehaviour("a delete says whether there was anything, and may be repeated") { store async throws in
                let credential = Fixture.credential("id_1")
                #expect(try await store.deleteCredential(of: credential.owner) == false)
                try await store.upsert(credential)
                #expect(try await store.deleteCredential(of: credential.owner))
                #expect(try await store.deleteCredential(of: credential.owner) == false)
            },
            StorageBehaviour("of many deposits for one owner at once, one whole one is kept") { store async throws in
                _ = try await concurrently(32) { index in
                    try await store.upsert(
                        Fixture.credential("id_\(index)", token: [UInt8](repeating: UInt8(index), count: 64)))
                }
                let kept = try #require(try await store.credential(of: Fixture.credential("").owner))
                let index = try #require(kept.refreshToken.first)
                #expect(kept.id == "id_\(index)")
                #expect(kept.refreshToken == [UInt8](repeating: index, count: 64))
            },
        ]
    }
}
