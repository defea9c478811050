internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var clients: [StorageBehaviour] {
        [
            StorageBehaviour("a client and its secrets come back as they were put in") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let client = Fixture.client("client_1")
                let secrets = [
                    Fixture.secret("secret_2", client: "client_1", byte: 2, after: 2),
                    Fixture.secret("secret_1", client: "client_1", byte: 1, after: 1),
                ]
                try await store.insert(client, secrets: secrets)
                #expect(try await store.client(id: "client_1") == client)
                #expect(try await store.secrets(ofClient: "client_1") == secrets.reversed())
                #expect(try await store.client(id: "client_2") == nil)
                #expect(try await store.secrets(ofClient: "client_2").isEmpty)
            },
            StorageBehaviour("a client without description, audience, scopes and secrets is kept as such") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                var client = Fixture.client("client_1")
                client.description = nil
                client.audience = nil
                client.scopes = .none
                try await store.insert(client, secrets: [])
                #expect(try await store.client(id: "client_1") == client)
            },
            StorageBehaviour("a client is added with all of its secrets or not at all") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let taken = Fixture.secret("secret_1", client: "client_1", byte: 1)
                try await store.insert(Fixture.client("client_1"), secrets: [taken])
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(
                        Fixture.client("client_2"),
                        secrets: [
                            Fixture.secret("secret_2", client: "client_2", byte: 2),
                            Fixture.secret("secret_1", client: "client_2", byte: 3),
                        ])
                }
                #expect(try await store.client(id: "client_2") == nil)
                #expect(try await store.secrets(ofClient: "client_2").isEmpty)
            },
            StorageBehaviour("a secret may be added to a client that exists, and to no other") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.client("client_1"), secrets: [])
                let secret = Fixture.secret("secret_1", client: "client_1", byte: 1)
                try await store.insert(secret)
                #expect(try await store.secrets(ofClient: "client_1") == [secret])
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.secret("secret_2", client: "client_none", byte: 2))
                }
            },
            StorageBehaviour("a client_id is taken once") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.client("client_1"), secrets: [])
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.client("client_1"), secrets: [])
                }
            },
            StorageBehaviour("a client belongs to an organization that exists") { store async throws in
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.client("client_1", organization: "org_none"), secrets: [])
                }
            },
            StorageBehaviour("an organization's clients are its own, oldest first") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.organization("org_2"))
                try await store.insert(Fixture.client("client_b", after: 2), secrets: [])
                try await store.insert(Fixture.client("client_a", after: 1), secrets: [])
                try await store.insert(Fixture.client("client_c", organization: "org_2"), secrets: [])
                #expect(try await store.clients(ofOrganization: "org_1").map(\.clientID) == ["client_a", "client_b"])
            },
        ]
    }
}
