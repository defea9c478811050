internal import JSON
internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var resourceLists: [StorageBehaviour] {
        [
            StorageBehaviour("a list has what meets all of its conditions") { store async throws in
                for (number, tags) in [
                    [("colour", "red")], [("colour", "blue"), ("size", "l")], [("colour", "red"), ("size", "l")],
                    [("colour", "red"), ("colour", "blue"), ("size", "s")], [],
                ].enumerated() {
                    try await store.commit([
                        .insert(Fixture.thing("\(number)", tags: tags.map { ResourceKey($0.0, $0.1) }))
                    ])
                }
                #expect(try await store.page() == ["0", "1", "2", "3", "4"])
                #expect(try await store.page(.has("colour", anyOf: ["red"])) == ["0", "2", "3"])
                #expect(try await store.page(.has("colour", anyOf: ["blue", "red", "green"])) == ["0", "1", "2", "3"])
                #expect(
                    try await store.page(.has("colour", anyOf: ["red"]), .has("colour", anyOf: ["blue"])) == ["3"])
                #expect(
                    try await store.page(.has("size", anyOf: ["s", "l"]), .has("colour", anyOf: ["blue"]))
                        == ["1", "3"])
                #expect(
                    try await store.page(.has("size", anyOf: ["s", "l"]), .has("colour", anyOf: ["green", "blue"]))
                        == ["1", "3"])
                #expect(try await store.page(.has("colour", anyOf: [])) == [])
                #expect(try await store.page(.has("Colour", anyOf: ["red"])) == [])
                #expect(try await store.page(.has("size", anyOf: ["red"])) == [])
                #expect(
                    try await store.page(.has("colour", anyOf: ["red"]), order: .descending, limit: 2) == ["3", "2"])
            },
            StorageBehaviour("a tag contains a text or not, byte by byte") { store async throws in
                for (number, name) in ["Acme Ltd", "acme", "100% Acme_", "\u{E9}", "e\u{301}", ""].enumerated() {
                    try await store.commit([
                        .insert(Fixture.thing("\(number)", tags: [ResourceKey("name", name), ResourceKey("all", "x")]))
                    ])
                }
                #expect(try await store.page(.contains("name", "Acme")) == ["0", "2"])
                #expect(try await store.page(.contains("name", "cme ")) == ["0"])
                #expect(try await store.page(.contains("name", "%")) == ["2"])
                #expect(try await store.page(.contains("name", "_")) == ["2"])
                #expect(try await store.page(.contains("name", "\u{E9}")) == ["3"])
                #expect(try await store.page(.contains("name", "e\u{301}")) == ["4"])
                #expect(try await store.page(.contains("name", "x")) == [])
                #expect(try await store.page(.contains("name", "")) == ["0", "1", "2", "3", "4", "5"])
                #expect(try await store.page(.contains("name", "cme"), .has("all", anyOf: ["x"])) == ["0", "1", "2"])
            },
            StorageBehaviour("a list is in the order of adding, whatever the identifiers and times say") {
                store async throws in
                for (number, id) in ["b", "c", "a"].enumerated() {
                    var thing = Fixture.thing(id)
                    thing.createdAt = Fixture.at(Int64(-number))
                    try await store.commit([.insert(thing)])
                }
                #expect(try await store.page() == ["b", "c", "a"])
                #expect(try await store.page(order: .descending) == ["a", "c", "b"])
            },
        ]
    }

    static var resourcePages: [StorageBehaviour] {
        [
            StorageBehaviour("a list can be gone through in both directions and both orders") { store async throws in
                try await fill(store)
                for conditions in [[], [ResourceQuery.Condition.has("tag", anyOf: ["1"])]] {
                    for order in [ResourceQuery.Order.ascending, .descending] {
                        var query = ResourceQuery(kind: "thing", conditions: conditions, order: order, limit: 3)
                        let forwards = (0..<8).filter { conditions.isEmpty || $0 != 4 }.map { "thing_\($0)" }
                        let list = order == .ascending ? forwards : forwards.reversed()
                        for start in stride(from: 0, to: list.count, by: 3) {
                            let end = min(start + 3, list.count)
                            let page = try #require(try await store.resources(query))
                            #expect(page.resources.map(\.id) == Array(list[start..<end]))
                            #expect(page.hasBefore == (start > 0))
                            #expect(page.hasAfter == (end < list.count))
                            query.cursor = .after(list[end - 1])
                        }
                        query.cursor = .before(list[list.count - 1])
                        for end in stride(from: list.count - 1, to: 0, by: -3) {
                            let start = max(end - 3, 0)
                            let page = try #require(try await store.resources(query))
                            #expect(page.resources.map(\.id) == Array(list[start..<end]))
                            #expect(page.hasBefore == (start > 0))
                            #expect(page.hasAfter)
                            query.cursor = .before(list[start])
                        }
                    }
                }
            },
            StorageBehaviour("behind the last and in front of the first there is nothing") { store async throws in
                try await fill(store)
                for (order, cursor, isBehind) in [
                    (ResourceQuery.Order.ascending, ResourceQuery.Cursor.after("thing_7"), true),
                    (.descending, .after("thing_0"), true), (.ascending, .before("thing_0"), false),
                    (.descending, .before("thing_7"), false),
                ] {
                    let page = try await store.resources(ResourceQuery(kind: "thing", order: order, cursor: cursor))
                    #expect(page == ResourcePage(resources: [], hasBefore: isBehind, hasAfter: !isBehind))
                }
                let empty = try await store.resources(ResourceQuery(kind: "none"))
                #expect(empty == ResourcePage(resources: [], hasBefore: false, hasAfter: false))
                #expect(try await store.page(limit: 0)?.count == 1)
            },
            StorageBehaviour("a cursor is something of the kind, in the list or not; another one gives no page") {
                store async throws in
                try await fill(store)
                try await store.insert(Fixture.organization("org_1"))
                #expect(try await store.page(cursor: .after("none")) == nil)
                #expect(try await store.page(cursor: .before("org_1")) == nil)
                #expect(
                    try await store.page(.has("tag", anyOf: ["1"]), cursor: .after("thing_4"), limit: 2)
                        == ["thing_5", "thing_6"])
            },
            StorageBehaviour("what has been deleted keeps its place for a while") { store async throws in
                try await fill(store)
                for number in [2, 3, 4] {
                    try await store.commit([.delete(id: "thing_\(number)", kind: "thing")])
                }
                #expect(try await store.page(cursor: .after("thing_3"), limit: 2) == ["thing_5", "thing_6"])
                #expect(try await store.page(cursor: .before("thing_3")) == ["thing_0", "thing_1"])
                #expect(
                    try await store.page(order: .descending, cursor: .after("thing_3"), limit: 1) == ["thing_1"])
                let query = ResourceQuery(kind: "thing", order: .ascending, cursor: .after("thing_4"), limit: 3)
                let page = try #require(try await store.resources(query))
                #expect(page.hasBefore)
                #expect(!page.hasAfter)
                try await store.insert(things: "thing_3")
                #expect(try await store.page(cursor: .after("thing_3")) == [])
                #expect(try await store.page(cursor: .after("thing_2"), limit: 1) == ["thing_5"])
            },
            StorageBehaviour("what went with its parent, or expired, keeps its place too") { store async throws in
                try await store.insert(things: "parent")
                try await store.commit([
                    .insert(Fixture.thing("child", parents: ["parent"])),
                    .insert(Fixture.thing("old", expiresAt: Fixture.start)), .insert(Fixture.thing("other")),
                ])
                try await store.commit([.delete(id: "parent", kind: "thing")])
                _ = try await store.deleteExpired(.resources, before: Fixture.at(1), limit: 9)
                for id in ["parent", "child", "old"] {
                    #expect(try await store.page(cursor: .after(id)) == ["other"])
                }
            },
        ]
    }

    /// Adds eight things, all but one of which have a tag.
    private static func fill(_ store: any StorageEngine) async throws {
        try await store.commit(
            (0..<8).map { number in
                .insert(Fixture.thing("thing_\(number)", tags: number == 4 ? [] : [ResourceKey("tag", "1")]))
            })
    }
}
