internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var clientLists: [StorageBehaviour] {
        [
            StorageBehaviour("a client is found by both of its identifiers, each of which is taken once") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let client = Fixture.client("client_1")
                try await store.insert(client, secrets: [])
                #expect(try await store.client(applicationID: client.id) == client)
                #expect(try await store.client(applicationID: "client_1") == nil)
                #expect(try await store.client(id: client.id) == nil)
                #expect(try await store.client(applicationID: client.id + "\u{0}") == nil)
                var other = Fixture.client("client_2")
                other.id = client.id
                let taken = other
                await #expect(throws: StorageError(.conflict, "")) { try await store.insert(taken, secrets: []) }
                var changed = client
                (changed.id, changed.name) = ("conn_app_new", "New")
                #expect(try await store.update(changed, secrets: nil))
                #expect(try await store.client(applicationID: client.id)?.name == "New")
                #expect(try await store.client(applicationID: "conn_app_new") == nil)
            },
            StorageBehaviour("a secret is found and deleted by its identifier, and no other one is") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let secrets = [1, 2].map { Fixture.secret("secret_\($0)", client: "client_1", byte: $0) }
                try await store.insert(Fixture.client("client_1"), secrets: secrets)
                #expect(try await store.secret(id: "secret_2") == secrets[1])
                #expect(try await store.secret(id: "secret_2\u{0}") == nil)
                #expect(try await store.deleteSecret(id: "secret_1"))
                #expect(try await store.deleteSecret(id: "secret_1") == false)
                #expect(try await store.deleteSecret(id: "secret_2\u{0}") == false)
                #expect(try await store.secrets(ofClient: "client_1") == [secrets[1]])
            },
            StorageBehaviour("clients are listed by organization and by how they became known") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.organization("org_2"))
                for (number, organization) in ["org_1", "org_2", "org_1", nil].enumerated() {
                    var client = Fixture.client("client_\(number)", after: Int64(-number))
                    client.organizationID = organization
                    if number >= 2 { client.registration = .dynamic }
                    try await store.insert(client, secrets: [])
                }
                func list(_ organization: String?, _ registrations: Set<Client.Registration>?) async throws -> [String]
                {
                    let query = ClientQuery(
                        organizationID: organization, registrations: registrations, order: .ascending)
                    return try #require(try await store.clients(query)).clients.map { String($0.clientID.suffix(1)) }
                }
                #expect(try await list(nil, nil) == ["0", "1", "2", "3"])
                #expect(try await list("org_1", nil) == ["0", "2"])
                #expect(try await list(nil, [.dynamic]) == ["2", "3"])
                #expect(try await list("org_1", [.configured, .metadataDocument]) == ["0"])
                #expect(try await list("org_1", []) == [])
                #expect(try await list("org_1\u{0}", nil) == [])
            },
            StorageBehaviour("a list of clients can be gone through in both directions while they are deleted") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.organization("org_2"))
                for number in 0..<6 {
                    let organization = number == 3 ? "org_2" : "org_1"
                    try await store.insert(Fixture.client("\(number)", organization: organization), secrets: [])
                }
                func page(
                    _ cursor: ResourceQuery.Cursor, _ order: ResourceQuery.Order = .ascending
                ) async throws -> String? {
                    let query = ClientQuery(order: order, cursor: cursor, limit: 2)
                    guard let page = try await store.clients(query) else { return nil }
                    return (page.hasBefore ? "<" : "") + page.clients.map(\.clientID).joined()
                        + (page.hasAfter ? ">" : "")
                }
                #expect(try await page(.start) == "01>")
                #expect(try await page(.after("conn_app_1")) == "<23>")
                #expect(try await page(.after("conn_app_3")) == "<45")
                #expect(try await page(.before("conn_app_2")) == "01>")
                #expect(try await page(.start, .descending) == "54>")
                #expect(try await page(.before("conn_app_2"), .descending) == "<43>")
                #expect(try await page(.after("3")) == nil)
                #expect(try await store.deleteClient(id: "1", revokedUntil: Fixture.start))
                try await store.commit([.delete(id: "org_2", kind: "organization")])
                #expect(try await page(.after("conn_app_1")) == "<24>")
                #expect(try await page(.after("conn_app_3")) == "<45")
                #expect(try await page(.before("conn_app_3")) == "02>")
            },
        ]
    }
}
