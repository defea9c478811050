internal import Storage
internal import Testing

extension StorageBehaviour {
    static var organizations: [StorageBehaviour] {
        [
            StorageBehaviour("an organization comes back as it was put in") { store async throws in
                let organization = Fixture.organization("org_1", name: "Zoë's \u{1F511} \"Ltd\"")
                try await store.insert(organization)
                #expect(try await store.organization(id: "org_1") == organization)
                #expect(try await store.organization(id: "ORG_1") == nil)
            },
            StorageBehaviour("an organization's identifier is taken once") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.organization("org_1", name: "Other"))
                }
                #expect(try await store.organization(id: "org_1")?.name == "Acme")
            },
            StorageBehaviour("organizations of one name are told apart, oldest first") { store async throws in
                try await store.insert(Fixture.organization("org_b", after: 2))
                try await store.insert(Fixture.organization("org_a", after: 1))
                try await store.insert(Fixture.organization("org_c", name: "acme"))
                #expect(try await store.organizations(named: "Acme").map(\.id) == ["org_a", "org_b"])
                #expect(try await store.organizations(named: "nobody").isEmpty)
            },
            StorageBehaviour("of many who add one organization at once, one succeeds") { store async throws in
                let outcomes = try await concurrently(16) { index in
                    do {
                        try await store.insert(Fixture.organization("org_1", name: "\(index)"))
                        return true
                    } catch let error as StorageError where error.code == .conflict {
                        return false
                    }
                }
                #expect(outcomes.filter { $0 }.count == 1)
            },
        ]
    }
}
