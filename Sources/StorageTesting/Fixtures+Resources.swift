internal import JSON
internal import OAuth
internal import Storage

/// Resources of a kind that no typed record has.
extension Fixture {
    static func thing(
        _ id: String, name: String = "Thing", keys: [ResourceKey] = [], tags: [ResourceKey] = [],
        parents: [String] = [], expiresAt: Timestamp? = nil
    ) -> Resource {
        Resource(
            id: id, kind: "thing", fields: ["name": .string(name)], uniqueKeys: keys, tags: tags, parents: parents,
            expiresAt: expiresAt, createdAt: start)
    }

    /// One with everything that a resource can have.
    static func fullThing(_ id: String, parents: [String] = []) -> Resource {
        Resource(
            id: id, kind: "thing",
            fields: [
                "text": "Zoë's \u{1F511} \"Ltd\"\u{0} \\ \u{1}", "number": .number(1.5), "integer": .integer(.max),
                "list": [1, "two", .null, [:]], "object": ["b": true, "a": .null], "": "no name",
            ],
            hidden: ["secret": "\u{0}", "attempts": 3],
            uniqueKeys: [ResourceKey("email", "a@example.com"), ResourceKey("key", "")],
            tags: [
                ResourceKey("colour", "red"), ResourceKey("colour", "blue"), ResourceKey("colour", "red"),
                ResourceKey("\"quoted\"", "[\"\\u0000\"]"),
            ],
            parents: parents, expiresAt: at(100), createdAt: at(-5), updatedAt: at(7))
    }
}

extension StorageEngine {
    func insert(things ids: String...) async throws {
        try await commit(ids.map { .insert(Fixture.thing($0)) })
    }

    func thing(_ id: String) async throws -> Resource? { try await resource(id: id, kind: "thing") }

    /// The identifiers of the things of a page.
    func page(
        _ conditions: ResourceQuery.Condition..., order: ResourceQuery.Order = .ascending,
        cursor: ResourceQuery.Cursor = .start, limit: Int = 100
    ) async throws -> [String]? {
        let query = ResourceQuery(kind: "thing", conditions: conditions, order: order, cursor: cursor, limit: limit)
        return try await resources(query)?.resources.map(\.id)
    }
}

/// Whether the body succeeds; every failure but a conflict or a key that is taken is one of the test.
func succeeds(_ body: () async throws -> Void) async throws -> Bool {
    do {
        try await body()
        return true
    } catch let error as StorageError {
        switch error.code {
        case .conflict, .keyTaken: return false
        default: throw error
        }
    }
}
