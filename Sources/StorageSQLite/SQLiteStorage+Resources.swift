internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func commit(_ changes: [ResourceChange]) async throws(StorageError) {
        guard !changes.isEmpty else { return }
        try await write { database in
            var writer = ResourceWriter(database)
            for change in changes { try writer.make(change) }
            try writer.finish()
        }
    }

    package func resource(id: String, kind: String) async throws(StorageError) -> Resource? {
        try await read { database in
            try database.first("SELECT * FROM resource WHERE id = ? AND kind = ?", [id, kind], Resource.init)
        }
    }

    package func resource(kind: String, key: ResourceKey) async throws(StorageError) -> Resource? {
        try await read { database in
            try database.first(
                """
                SELECT resource.* FROM resource_key AS key JOIN resource ON resource.position = key.position
                WHERE key.kind = ? AND key.name = ? AND key.value = ?
                """, [kind, key.name, key.value], Resource.init)
        }
    }

    package func resources(ids: [String], kind: String) async throws(StorageError) -> [Resource] {
        guard !ids.isEmpty else { return [] }
        return try await read { database in
            try database.all(
                // The plus keeps the index of kinds out, by which all of the kind would be gone through.
                "SELECT * FROM resource WHERE id IN (SELECT value FROM json_each(?)) AND +kind = ?",
                [JSONText.list(ids.filter { !$0.utf8.contains(0) }), kind], Resource.init)
        }
    }

    package func resources(_ query: ResourceQuery) async throws(StorageError) -> ResourcePage? {
        try await read { database in
            let page = try database.page(
                of: query.statement, order: query.order, cursor: query.cursor, limit: query.limit,
                place: { id in
                    try database.place("SELECT position FROM resource WHERE id = ? AND kind = ?", [id, query.kind])
                        ?? database.formerPlace(of: id, kind: query.kind)
                }, read: Resource.init)
            return page.map { ResourcePage(resources: $0.items, hasBefore: $0.hasBefore, hasAfter: $0.hasAfter) }
        }
    }
}

extension Database {
    /// - Throws: `conflict` when there is no such resource, `unstorableText`.
    func require(_ kind: ResourceKind, _ id: String?) throws {
        guard let id, try !has("SELECT 1 FROM resource WHERE id = ? AND kind = ?", [id, kind.rawValue]) else { return }
        let code: StorageError.Code = id.utf8.contains(0) ? .unstorableText : .conflict
        throw StorageError(code, "there is no such \(kind.rawValue)")
    }

    /// Removes a resource and all that go with it, near and far.
    func removeResource(at position: Int64) throws {
        try remove(
            """
            WITH RECURSIVE gone (position) AS (
                VALUES (?)
                UNION SELECT link.position FROM resource_parent AS link JOIN gone ON link.parent = gone.position)
            DELETE FROM resource WHERE position IN (SELECT position FROM gone)
            """, [position])
    }

    /// - Returns: how many there were of those that expired themselves.
    func removeResources(expiredBefore moment: Timestamp, limit: Int) throws -> Int {
        let expired: [Int64] = try all(
            "SELECT position FROM resource WHERE expires_at < ? ORDER BY expires_at LIMIT ?",
            [moment.milliseconds, limit]
        ) { try $0.value("position") }
        for position in expired { try removeResource(at: position) }
        return expired.count
    }
}

extension ResourceQuery {
    /// The list, which is gone through by its most exact condition.
    fileprivate var statement: ListStatement {
        var rest = conditions
        let exact = rest.firstIndex { if case .has(_, let values) = $0 { values.count == 1 } else { false } }
        var list = ListStatement("resource", position: "resource.position")
        if let exact, case .has(let name, let values) = rest.remove(at: exact) {
            // The order of the tables is the order in which they are read.
            list = ListStatement(
                "resource_tag AS driver CROSS JOIN resource ON resource.position = driver.position",
                columns: "resource.*", position: "driver.position")
            list.add("driver.kind = ? AND driver.name = ? AND driver.value = ?", [kind, name, values.first])
        } else {
            list.add("resource.kind = ?", [kind])
        }
        for condition in rest {
            switch condition {
            case .has(let name, let values):
                list.add(
                    """
                    EXISTS (
                        SELECT 1 FROM resource_tag AS tag WHERE tag.position = resource.position AND tag.name = ?
                            AND tag.value IN (SELECT value FROM json_each(?)))
                    """, [name, JSONText.list(values.filter { !$0.utf8.contains(0) })])
            case .contains(let name, let text):
                list.add(
                    """
                    EXISTS (
                        SELECT 1 FROM resource_tag AS tag WHERE tag.position = resource.position AND tag.name = ?
                            AND instr(tag.value, ?) > 0)
                    """, [name, text])
            }
        }
        return list
    }
}
