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

    static var signingKeyRotation: [StorageBehaviour] {
        [
            StorageBehaviour(
                "signing keys come by the time from which they sign, and then by the order of their adding"
            ) {
                store async throws in
                _ = try await store.insertFirst(Fixture.signingKey("kid_1"))
                for (id, newest) in [("kid_3", "kid_1"), ("kid_2", "kid_3")] {
                    var key = Fixture.signingKey(id)
                    key.activeFrom = Fixture.at(60)
                    #expect(try await store.insert(key, following: newest).last == key)
                }
                let keys = try await store.signingKeys(algorithm: "RS256")
                #expect(keys.map(\.keyID) == ["kid_1", "kid_3", "kid_2"])
                #expect(keys.map(\.activeFrom) == [Fixture.start, Fixture.at(60), Fixture.at(60)])
                #expect(keys.map(\.createdAt) == [Fixture.start, Fixture.start, Fixture.start])
            },
            StorageBehaviour(
                "a key follows the newest one of its algorithm, and signs no earlier; otherwise nothing changes"
            ) {
                store async throws in
                _ = try await store.insertFirst(Fixture.signingKey("kid_1", after: 10))
                for (key, newest) in [
                    (Fixture.signingKey("kid_2", after: 20), "kid_none"),
                    (Fixture.signingKey("kid_2", after: 20), "kid_1\u{0}"),
                    (Fixture.signingKey("kid_2", after: 9), "kid_1"),
                ] {
                    #expect(try await store.insert(key, following: newest).map(\.keyID) == ["kid_1"])
                }
                var other = Fixture.signingKey("kid_2", after: 20)
                other.algorithm = "ES256"
                #expect(try await store.insert(other, following: "kid_1").isEmpty)
                #expect(try await store.signingKeys(algorithm: "RS256").map(\.keyID) == ["kid_1"])
            },
            StorageBehaviour("of many who rotate one signing key at once, one adds its successor, which all see") {
                store async throws in
                _ = try await store.insertFirst(Fixture.signingKey("kid_first"))
                let outcomes = try await concurrently(32) { index in
                    try await store.insert(Fixture.signingKey("kid_\(index)", after: 60), following: "kid_first")
                }
                #expect(Set(outcomes.map { $0.map(\.keyID) }).count == 1)
                #expect(outcomes[0].count == 2)
                #expect(try await store.signingKeys(algorithm: "RS256") == outcomes[0])
            },
            StorageBehaviour("deleted signing keys are gone, and no other ones are") { store async throws in
                let first = try await store.insertFirst(Fixture.signingKey("kid_1"))
                _ = try await store.insert(Fixture.signingKey("kid_2", after: 60), following: first.keyID)
                _ = try await store.insert(Fixture.signingKey("kid_3", after: 120), following: "kid_2")
                try await store.deleteSigningKeys(ids: ["kid_1", "kid_3", "kid_none"])
                #expect(try await store.signingKeys(algorithm: "RS256").map(\.keyID) == ["kid_2"])
                try await store.deleteSigningKeys(ids: [])
                #expect(try await store.signingKeys(algorithm: "RS256").count == 1)
            },
        ]
    }
}
