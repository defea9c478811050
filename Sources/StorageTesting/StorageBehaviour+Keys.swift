internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var apiKeys: [StorageBehaviour] {
        [
            StorageBehaviour("an API key is found by its hash and by nothing else, expired or not") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let key = Fixture.apiKey("api_key_1", byte: 1, expiresAt: Fixture.start.adding(seconds: -1))
                let lasting = Fixture.apiKey("api_key_2", byte: 2)
                try await store.insert(key)
                try await store.insert(lasting)
                #expect(try await store.apiKey(hash: Fixture.hash(1)) == key)
                #expect(try await store.apiKey(hash: Fixture.hash(2)) == lasting)
                #expect(try await store.apiKey(hash: Fixture.hash(3)) == nil)
            },
            StorageBehaviour("an API key's value is taken once, whatever its identifier") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.apiKey("api_key_1", byte: 1))
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.apiKey("api_key_2", byte: 1))
                }
            },
            StorageBehaviour("a deleted API key is gone at once, and no other one is") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.apiKey("api_key_1", byte: 1))
                try await store.insert(Fixture.apiKey("api_key_2", byte: 2))
                #expect(try await store.deleteAPIKey(hash: Fixture.hash(1)))
                #expect(try await store.deleteAPIKey(hash: Fixture.hash(1)) == false)
                #expect(try await store.apiKey(hash: Fixture.hash(1)) == nil)
                #expect(try await store.apiKey(hash: Fixture.hash(2)) != nil)
            },
        ]
    }

    static var signingKeys: [StorageBehaviour] {
        [
            StorageBehaviour("a signing key comes back as it was put in, in clear or sealed") { store async throws in
                #expect(try await store.signingKeys(algorithm: "RS256").isEmpty)
                let sealed = Fixture.signingKey("kid_1", sealed: true)
                #expect(try await store.insertFirst(sealed) == sealed)
                #expect(try await store.signingKeys(algorithm: "RS256") == [sealed])
                var plain = Fixture.signingKey("kid_2")
                plain.algorithm = "ES256"
                #expect(try await store.insertFirst(plain) == plain)
                #expect(try await store.signingKeys(algorithm: "ES256") == [plain])
            },
            StorageBehaviour("of many who make the first signing key at once, all get the same one") {
                store async throws in
                let winners = try await concurrently(16) { index in
                    try await store.insertFirst(Fixture.signingKey("kid_\(index)")).keyID
                }
                #expect(Set(winners).count == 1)
                #expect(try await store.signingKeys(algorithm: "RS256").map(\.keyID) == [winners[0]])
            },
        ]
    }
}
