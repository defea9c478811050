internal import JSON
internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var snapshots: [StorageBehaviour] {
        [
            StorageBehaviour("a snapshot restores all that there was, and nothing else") { store async throws in
                try await fill(store)
                let snapshot = try await store.snapshot()
                try await store.commit([
                    .delete(id: "org_1", kind: "organization"), .delete(id: "user_1", kind: "user"),
                    .insert(Fixture.thing("thing_new")),
                ])
                try await store.revokeGrant(id: "grant_1", revokedUntil: Fixture.revokedUntil)
                try await store.append([AuditEvent(action: "later", occurredAt: Fixture.start)])
                #expect(try await store.snapshot() != snapshot)
                try await store.restore(snapshot)
                #expect(try await store.snapshot() == snapshot)
                #expect(try await store.thing("thing_new") == nil)
                #expect(try await store.thing("thing_1") == Fixture.fullThing("thing_1"))
                #expect(try await store.client(id: "client_1") == Fixture.client("client_1"))
                #expect(try await store.secrets(ofClient: "client_1").count == 1)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) != nil)
                #expect(try await store.rotate(Fixture.rotation(10, to: 11, at: 1), at: 1) == .rotated)
                #expect(try await store.isRevoked(anyOf: ["grant_1"]) == false)
                #expect(try await store.auditEvents(limit: 9).map(\.action) == ["earlier"])
            },
            StorageBehaviour("after restoring, places and numbers go on where they were") { store async throws in
                for id in ["a", "b", "c"] { try await store.revoke(id: id, until: Fixture.at(9)) }
                _ = try await store.deleteExpired(.revocations, before: Fixture.at(10), limit: 9)
                try await store.insert(things: "thing_1", "thing_2", "thing_3")
                try await store.commit([.delete(id: "thing_3", kind: "thing")])
                let snapshot = try await store.snapshot()
                try await store.insert(things: "thing_4")
                try await store.commit([.delete(id: "thing_1", kind: "thing")])
                try await store.revoke(id: "d", until: Fixture.at(9))
                let sequence = try await store.revocations(after: 0, limit: 9).map(\.sequence)
                try await store.restore(snapshot)
                try await store.revoke(id: "d", until: Fixture.at(9))
                #expect(try await store.revocations(after: 0, limit: 9).map(\.sequence) == sequence)
                #expect(sequence.allSatisfy { $0 > 3 })
                #expect(try await store.page(cursor: .before("thing_3")) == ["thing_1", "thing_2"])
                #expect(try await store.page(cursor: .after("thing_4")) == nil)
                try await store.insert(things: "thing_5")
                #expect(try await store.page(cursor: .after("thing_3")) == ["thing_5"])
            },
            StorageBehaviour("a snapshot survives being written as JSON text") { store async throws in
                try await fill(store)
                let snapshot = try await store.snapshot()
                let text = snapshot.json.serializedString()
                let read = try #require(Snapshot(json: try JSONParser.parse(text)))
                #expect(read == snapshot)
                try await store.commit([.delete(id: "thing_1", kind: "thing")])
                try await store.restore(read)
                #expect(try await store.thing("thing_1") == Fixture.fullThing("thing_1"))
                #expect(try await store.snapshot() == snapshot)
            },
            StorageBehaviour("the baseline is kept beside the data, and no part of snapshots") { store async throws in
                #expect(try await store.baseline() == nil)
                let empty = try await store.snapshot()
                try await store.keepBaseline(empty)
                try await fill(store)
                let full = try await store.snapshot()
                #expect(try await store.baseline() == empty)
                try await store.keepBaseline(full)
                try await store.restore(empty)
                #expect(try await store.snapshot() == empty)
                #expect(try await store.baseline() == full)
                try await store.restore(full)
                #expect(try await store.user(email: "a@example.com")?.id == "user_1")
            },
            StorageBehaviour("a snapshot that does not fit changes nothing") { store async throws in
                try await fill(store)
                let snapshot = try await store.snapshot()
                var newer = snapshot
                newer.schema += " and more"
                let future = newer
                await #expect(throws: StorageError(.schemaFromTheFuture, "")) { try await store.restore(future) }
                for (index, spoil) in spoilers.enumerated() {
                    var spoiled = snapshot
                    spoil(&spoiled)
                    let bad = spoiled
                    #expect(bad != snapshot)
                    await #expect(throws: StorageError(.corrupt, ""), "\(index)") { try await store.restore(bad) }
                    #expect(try await store.snapshot() == snapshot)
                }
            },
            StorageBehaviour("a snapshot taken while others write is of one moment") { store async throws in
                try await store.insert(things: "count")
                let snapshots = try await concurrently(8) { index -> Snapshot? in
                    if index % 2 == 0 { return try await store.snapshot() }
                    try await store.commit([
                        .insert(Fixture.thing("a_\(index)")), .insert(Fixture.thing("b_\(index)")),
                    ])
                    return nil
                }
                for snapshot in snapshots.compactMap(\.self) {
                    try await store.restore(snapshot)
                    let ids = try #require(try await store.page())
                    #expect(ids.count { $0.hasPrefix("a_") } == ids.count { $0.hasPrefix("b_") })
                }
            },
        ]
    }

    /// Ways in which a snapshot with rows can be wrong.
    private static let spoilers: [@Sendable (inout Snapshot) -> Void] = [
        { $0.tables.removeLast() },
        { $0.tables.append(Snapshot.Table(name: "more", columns: ["id"], rows: [])) },
        { $0.tables[0].name += "s" },
        { $0.tables[full($0)].columns.append("more") },
        { $0.tables[full($0)].columns[0] += "; DROP TABLE client" },
        { $0.tables[full($0)].rows[0].removeLast() },
        { $0.tables[full($0)].rows[0].append(.null) },
        { $0.tables[full($0)].rows.append($0.tables[full($0)].rows[0]) },
        { $0.tables[full($0)].rows[0] = $0.tables[full($0)].rows[0].map { _ in .blob([1]) } },
        { $0.tables[full($0)].rows[0] = $0.tables[full($0)].rows[0].map { _ in .text("a\u{0}") } },
        { snapshot in
            // Sessions of nobody.
            for index in snapshot.tables.indices where snapshot.tables[index].name != "sign_in_session" {
                snapshot.tables[index].rows = []
            }
        },
    ]

    /// The first table that has rows.
    private static func full(_ snapshot: Snapshot) -> Int {
        snapshot.tables.firstIndex { !$0.rows.isEmpty } ?? 0
    }

    private static func fill(_ store: any StorageEngine) async throws {
        try await store.insert(Fixture.organization("org_1"))
        try await store.insert(
            Fixture.client("client_1"), secrets: [Fixture.secret("secret_1", client: "client_1", byte: 1)])
        try await store.insert(Fixture.user("user_1", email: "a@example.com"))
        try await store.insert(Fixture.session(1), replacing: nil)
        try await store.insert(Fixture.membership("om_1"))
        try await store.keepGrant(Fixture.grant("grant_1"), code: 1, token: Fixture.newToken(10))
        _ = try await store.insertFirst(Fixture.signingKey("kid_1", sealed: true))
        try await store.append([AuditEvent(action: "earlier", occurredAt: Fixture.start, details: ["a": "\u{0}"])])
        try await store.insert(things: "parent")
        try await store.commit([
            .insert(Fixture.fullThing("thing_1")), .insert(Fixture.thing("child", parents: ["parent"])),
        ])
        try await store.revoke(id: "far", until: Timestamp(milliseconds: .max))
    }
}
