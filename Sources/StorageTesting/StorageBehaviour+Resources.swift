internal import JSON
internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var resources: [StorageBehaviour] {
        [
            StorageBehaviour("a resource comes back as it was put in, by its identifier and by its unique keys") {
                store async throws in
                try await store.insert(things: "parent_1", "parent_2")
                let thing = Fixture.fullThing("thing_1", parents: ["parent_2", "parent_1", "parent_2"])
                try await store.commit([.insert(thing)])
                let found = try #require(try await store.thing("thing_1"))
                #expect(found == thing)
                #expect(found.version == 1)
                for key in thing.uniqueKeys { #expect(try await store.resource(kind: "thing", key: key) == thing) }
                #expect(try await store.resources(ids: ["thing_1"], kind: "thing") == [thing])
                #expect(try await store.resources(ResourceQuery(kind: "thing"))?.resources.first == thing)
            },
            StorageBehaviour("a resource is found under its own kind alone") { store async throws in
                let thing = Fixture.thing("thing_1", keys: [ResourceKey("key", "1")], tags: [ResourceKey("tag", "1")])
                try await store.commit([.insert(thing)])
                #expect(try await store.resource(id: "thing_1", kind: "other") == nil)
                #expect(try await store.resource(kind: "other", key: ResourceKey("key", "1")) == nil)
                #expect(try await store.resource(kind: "thing", key: ResourceKey("tag", "1")) == nil)
                #expect(try await store.resources(ids: ["thing_1"], kind: "other").isEmpty)
                for condition in [[], [ResourceQuery.Condition.has("tag", anyOf: ["1"])]] {
                    let page = try await store.resources(ResourceQuery(kind: "other", conditions: condition))
                    #expect(page == ResourcePage(resources: [], hasBefore: false, hasAfter: false))
                }
            },
            StorageBehaviour("several resources are found at once; those that are not there are left out") {
                store async throws in
                try await store.insert(things: "thing_1", "thing_2", "thing_3")
                let asked = ["thing_3", "none", "thing_1", "thing_1\u{0}", "thing_3"]
                let found = try await store.resources(ids: asked, kind: "thing")
                #expect(found.map(\.id).sorted() == ["thing_1", "thing_3"])
                #expect(try await store.resources(ids: [], kind: "thing").isEmpty)
            },
            StorageBehaviour("identifiers and keys are compared byte by byte") { store async throws in
                let names = ["\u{E9}", "e\u{301}", "E\u{301}", "é ", ""]
                for (index, name) in names.enumerated() {
                    try await store.commit([
                        .insert(
                            Fixture.thing(
                                "thing_\(name)", name: "\(index)", keys: [ResourceKey("key", name)],
                                tags: [ResourceKey("tag", name)]))
                    ])
                }
                for (index, name) in names.enumerated() {
                    #expect(try await store.thing("thing_\(name)")?.text("name") == "\(index)")
                    let found = try await store.resource(kind: "thing", key: ResourceKey("key", name))
                    #expect(found?.text("name") == "\(index)")
                    let tagged = ResourceQuery(kind: "thing", conditions: [.has("tag", anyOf: [name])])
                    #expect(try await store.resources(tagged)?.resources.map { $0.text("name") } == ["\(index)"])
                }
            },
            StorageBehaviour("a text with a NUL by which a resource would be found is not kept and finds nothing") {
                store async throws in
                try await store.commit([
                    .insert(
                        Fixture.thing("thing_1", keys: [ResourceKey("key", "1")], tags: [ResourceKey("tag", "1")]))
                ])
                for thing in [
                    Fixture.thing("thing_2\u{0}"), Fixture.thing("thing_2", keys: [ResourceKey("key", "2\u{0}")]),
                    Fixture.thing("thing_2", keys: [ResourceKey("key\u{0}", "2")]),
                    Fixture.thing("thing_2", tags: [ResourceKey("tag", "\u{0}")]),
                    Fixture.thing("thing_2", tags: [ResourceKey("\u{0}tag", "2")]),
                    Fixture.thing("thing_2", parents: ["thing_1\u{0}"]),
                ] {
                    await #expect(throws: StorageError(.unstorableText, "")) {
                        try await store.commit([.insert(Fixture.thing("thing_3")), .insert(thing)])
                    }
                }
                #expect(try await store.page() == ["thing_1"])
                #expect(try await store.thing("thing_1\u{0}") == nil)
                #expect(try await store.resource(id: "thing_1", kind: "thing\u{0}") == nil)
                #expect(try await store.resource(kind: "thing", key: ResourceKey("key", "1\u{0}")) == nil)
                #expect(try await store.page(.has("tag", anyOf: ["1\u{0}"])) == [])
                #expect(try await store.page(.has("tag", anyOf: ["1\u{0}", "2"])) == [])
                #expect(try await store.page(.contains("tag", "1\u{0}")) == [])
                #expect(try await store.page(cursor: .after("thing_1\u{0}")) == nil)
            },
        ]
    }

    static var resourceRaces: [StorageBehaviour] {
        [
            StorageBehaviour("of many who add one unique key at once, one succeeds") { store async throws in
                let outcomes = try await concurrently(16) { index in
                    try await succeeds {
                        try await store.commit([
                            .insert(Fixture.thing("thing_\(index)", keys: [ResourceKey("key", "1")]))
                        ])
                    }
                }
                #expect(outcomes.filter { $0 }.count == 1)
                #expect(try await store.page()?.count == 1)
            },
            StorageBehaviour("of many who replace one version at once, one succeeds") { store async throws in
                try await store.insert(things: "thing_1")
                let outcomes = try await concurrently(16) { index in
                    try await succeeds {
                        try await store.commit([.replace(Fixture.thing("thing_1", name: "\(index)"))])
                    }
                }
                #expect(outcomes.filter { $0 }.count == 1)
                #expect(try await store.thing("thing_1")?.version == 2)
            },
            StorageBehaviour("of many who delete one resource at once, one succeeds") { store async throws in
                try await store.insert(things: "thing_1")
                let outcomes = try await concurrently(16) { _ in
                    try await succeeds { try await store.commit([.delete(id: "thing_1", kind: "thing")]) }
                }
                #expect(outcomes.filter { $0 }.count == 1)
            },
            StorageBehaviour("a child and the deletion of its parent in a race leave no child without parent") {
                store async throws in
                for number in 0..<8 {
                    try await store.insert(things: "parent_\(number)")
                    _ = try await concurrently(2) { index in
                        try await succeeds {
                            try await store.commit([
                                index == 0
                                    ? .insert(Fixture.thing("child_\(number)", parents: ["parent_\(number)"]))
                                    : .delete(id: "parent_\(number)", kind: "thing")
                            ])
                        }
                    }
                }
                #expect(try await store.page() == [])
            },
        ]
    }
}
