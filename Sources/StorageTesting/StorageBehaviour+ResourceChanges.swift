internal import JSON
internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var resourceChanges: [StorageBehaviour] {
        [
            StorageBehaviour("a replacement changes everything but the resource's age and place, and counts up") {
                store async throws in
                try await store.insert(things: "thing_1", "thing_2", "thing_3")
                var changed = Fixture.fullThing("thing_2", parents: ["thing_3"])
                try await store.commit([.replace(changed)])
                changed.createdAt = Fixture.start
                changed.version = 2
                #expect(try await store.thing("thing_2") == changed)
                #expect(try await store.page() == ["thing_1", "thing_2", "thing_3"])
                changed.fields = ["name": "again"]
                try await store.commit([.replace(changed)])
                #expect(try await store.thing("thing_2")?.version == 3)
                #expect(try await store.thing("thing_1") == Fixture.thing("thing_1"))
            },
            StorageBehaviour("after a replacement a resource is found by its new keys and tags, and by no old one") {
                store async throws in
                let old = ResourceKey("key", "old")
                var thing = Fixture.thing("thing_1", keys: [old], tags: [ResourceKey("tag", "old")])
                try await store.commit([.insert(thing)])
                thing.uniqueKeys = [ResourceKey("key", "new")]
                thing.tags = [ResourceKey("tag", "new")]
                try await store.commit([.replace(thing)])
                #expect(try await store.resource(kind: "thing", key: old) == nil)
                #expect(try await store.resource(kind: "thing", key: ResourceKey("key", "new")) != nil)
                #expect(try await store.page(.has("tag", anyOf: ["old"])) == [])
                #expect(try await store.page(.has("tag", anyOf: ["new"])) == ["thing_1"])
                try await store.commit([.insert(Fixture.thing("thing_2", keys: [old]))])
            },
            StorageBehaviour("what is not there, of another kind or of another version is not replaced or deleted") {
                store async throws in
                try await store.insert(things: "thing_1")
                var foreign = Fixture.thing("thing_1")
                foreign.kind = "other"
                var newer = Fixture.thing("thing_1")
                newer.version = 2
                for change: ResourceChange in [
                    .replace(Fixture.thing("none")), .replace(foreign), .replace(newer),
                    .delete(id: "none", kind: "thing"), .delete(id: "thing_1", kind: "other"),
                    .delete(id: "thing_1", kind: "thing", version: 2), .delete(id: "thing_1\u{0}", kind: "thing"),
                ] {
                    await #expect(throws: StorageError(.conflict, ""), "\(change)") {
                        try await store.commit([.insert(Fixture.thing("thing_2")), change])
                    }
                }
                #expect(try await store.page() == ["thing_1"])
                try await store.commit([.delete(id: "thing_1", kind: "thing", version: 1)])
                #expect(try await store.page() == [])
            },
            StorageBehaviour("an identifier is taken once among all kinds") { store async throws in
                try await store.insert(things: "thing_1")
                await #expect(throws: StorageError(.conflict, "")) { try await store.insert(things: "thing_1") }
                var other = Fixture.thing("thing_1")
                other.kind = "other"
                let insertion = ResourceChange.insert(other)
                await #expect(throws: StorageError(.conflict, "")) { try await store.commit([insertion]) }
            },
            StorageBehaviour("a unique key is taken once within its kind, and the error names it") {
                store async throws in
                let keys = [ResourceKey("email", "a@example.com"), ResourceKey("external_id", "1")]
                try await store.commit([
                    .insert(Fixture.thing("thing_1", keys: keys)), .insert(Fixture.thing("thing_2")),
                ])
                let taken = [ResourceKey("email", "b@example.com"), ResourceKey("external_id", "1")]
                await #expect(throws: StorageError(.keyTaken("external_id"), "")) {
                    try await store.commit([.insert(Fixture.thing("thing_3", keys: taken))])
                }
                await #expect(throws: StorageError(.keyTaken("email"), "")) {
                    try await store.commit([.replace(Fixture.thing("thing_2", keys: [keys[0]]))])
                }
                await #expect(throws: StorageError(.keyTaken("email"), "")) {
                    try await store.commit(["3", "4"].map { .insert(Fixture.thing("thing_\($0)", keys: [taken[0]])) })
                }
                var other = Fixture.thing("other_1", keys: keys)
                other.kind = "other"
                try await store.commit([
                    .insert(other), .insert(Fixture.thing("thing_5", keys: [keys[0], keys[0]].map { _ in taken[0] })),
                ])
                #expect(try await store.page() == ["thing_1", "thing_2", "thing_5"])
            },
            StorageBehaviour("changes are made in their order, all or none") { store async throws in
                let key = ResourceKey("key", "1")
                try await store.commit([.insert(Fixture.thing("thing_1", keys: [key]))])
                try await store.commit([
                    .delete(id: "thing_1", kind: "thing"), .insert(Fixture.thing("thing_2", keys: [key])),
                    .replace(Fixture.thing("thing_2")), .insert(Fixture.thing("thing_1", keys: [key])),
                ])
                #expect(try await store.page() == ["thing_2", "thing_1"])
                #expect(try await store.resource(kind: "thing", key: key)?.id == "thing_1")
                await #expect(throws: StorageError(.keyTaken("key"), "")) {
                    try await store.commit([
                        .insert(Fixture.thing("thing_3", keys: [key])), .delete(id: "thing_1", kind: "thing"),
                    ])
                }
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.commit([
                        .insert(Fixture.thing("thing_4", parents: ["thing_5"])), .insert(Fixture.thing("thing_5")),
                    ])
                }
                #expect(try await store.page() == ["thing_2", "thing_1"])
                try await store.commit([])
            },
            StorageBehaviour("thousands of changes are made at once") { store async throws in
                try await store.commit(
                    (0..<3000).map { number in
                        .insert(
                            Fixture.thing(
                                "thing_\(number)", keys: [ResourceKey("key", "\(number)")],
                                tags: [ResourceKey("tag", "\(number % 3)"), ResourceKey("all", "")],
                                parents: number > 0 ? ["thing_\(number - 1)"] : []))
                    })
                #expect(try await store.resource(kind: "thing", key: ResourceKey("key", "2999"))?.id == "thing_2999")
                #expect(try await store.page(.has("tag", anyOf: ["2"]), limit: 1000)?.count == 1000)
                try await store.commit([.delete(id: "thing_0", kind: "thing")])
                #expect(try await store.page() == [])
            },
        ]
    }

    static var resourceDeletion: [StorageBehaviour] {
        [
            StorageBehaviour("with a resource go all that have it as a parent, near and far, and no others") {
                store async throws in
                try await store.insert(things: "a", "b", "c")
                try await store.commit([
                    .insert(Fixture.thing("a1", keys: [ResourceKey("key", "1")], parents: ["a"])),
                    .insert(Fixture.thing("a1b", parents: ["b", "a1"])),
                    .insert(Fixture.thing("a1bc", tags: [ResourceKey("tag", "1")], parents: ["c", "a1b"])),
                    .insert(Fixture.thing("b1", parents: ["b"])),
                ])
                try await store.commit([.delete(id: "a", kind: "thing")])
                #expect(try await store.page() == ["b", "c", "b1"])
                #expect(try await store.page(.has("tag", anyOf: ["1"])) == [])
                try await store.commit([.insert(Fixture.thing("new", keys: [ResourceKey("key", "1")]))])
            },
            StorageBehaviour("a parent exists, and may change") { store async throws in
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.commit([.insert(Fixture.thing("child", parents: ["none"]))])
                }
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.commit([.insert(Fixture.thing("child", parents: ["child"]))])
                }
                try await store.insert(things: "a", "b")
                try await store.commit([
                    .insert(Fixture.thing("child", parents: ["a"])),
                    .replace(Fixture.thing("child", parents: ["b"])), .delete(id: "a", kind: "thing"),
                ])
                #expect(try await store.page() == ["b", "child"])
                var child = Fixture.thing("child", parents: ["none"])
                child.version = 2
                let replacement = ResourceChange.replace(child)
                await #expect(throws: StorageError(.conflict, "")) { try await store.commit([replacement]) }
                try await store.commit([.delete(id: "b", kind: "thing")])
                #expect(try await store.page() == [])
            },
            StorageBehaviour("resources that are each other's parents go together") { store async throws in
                try await store.insert(things: "a", "b", "c")
                try await store.commit([
                    .replace(Fixture.thing("a", parents: ["b"])), .replace(Fixture.thing("b", parents: ["a"])),
                ])
                try await store.commit([.delete(id: "b", kind: "thing")])
                #expect(try await store.page() == ["c"])
            },
            StorageBehaviour("with what has expired goes what has it as a parent; without a time nothing expires") {
                store async throws in
                try await store.commit([
                    .insert(Fixture.thing("a", expiresAt: Fixture.at(5))),
                    .insert(Fixture.thing("a1", parents: ["a"])),
                    .insert(Fixture.thing("b", expiresAt: Fixture.at(6))), .insert(Fixture.thing("c")),
                ])
                #expect(try await store.deleteExpired(.resources, before: Fixture.at(5), limit: 9) == 0)
                #expect(try await store.deleteExpired(.resources, before: Fixture.at(6), limit: 9) == 1)
                #expect(try await store.page() == ["b", "c"])
            },
            StorageBehaviour("with an organization go its clients, and with a person their sessions") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.organization("org_2"))
                try await store.insert(
                    Fixture.client("client_1"), secrets: [Fixture.secret("secret_1", client: "client_1", byte: 1)])
                try await store.insert(Fixture.client("client_2", organization: "org_2"), secrets: [])
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.session(1), replacing: nil)
                try await store.commit([
                    .delete(id: "org_1", kind: "organization"), .delete(id: "user_1", kind: "user"),
                ])
                #expect(try await store.client(id: "client_1") == nil)
                #expect(try await store.secret(id: "secret_1") == nil)
                #expect(try await store.client(id: "client_2") != nil)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) == nil)
            },
            StorageBehaviour("a client belongs to an organization, a session to a person, and to nothing else") {
                store async throws in
                try await store.insert(things: "org_1", "user_1")
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.client("client_1"), secrets: [])
                }
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.session(1), replacing: nil)
                }
            },
        ]
    }
}
