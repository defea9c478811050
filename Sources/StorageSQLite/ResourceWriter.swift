internal import GRDB
internal import OAuth
internal import Storage

/// Makes changes of resources in one transaction.
///
/// What a row is found by is put into its tables for many new rows at once: one statement for each row would take
/// several times as long.
struct ResourceWriter {
    private let database: Database
    /// New rows whose keys, tags and parents are not in their tables yet.
    private var pending: ClosedRange<Int64>?

    init(_ database: Database) { self.database = database }

    mutating func make(_ change: ResourceChange) throws {
        switch change {
        case .insert(let resource): try insert(resource)
        case .replace(let resource):
            try finish()
            try replace(resource)
        case .delete(let id, let kind, let version):
            try finish()
            let place = try database.place(
                "SELECT position FROM resource WHERE id = ?1 AND kind = ?2 AND version = coalesce(?3, version)",
                [id, kind, version])
            guard let place else { throw StorageError(.conflict, "what is to be deleted is not there") }
            try database.removeResource(at: place)
        }
    }

    /// Ends a run of insertions.
    mutating func finish() throws {
        guard let range = pending else { return }
        pending = nil
        try indexKeys(range)
        try indexTags(range)
        try indexParents(range)
    }

    private mutating func insert(_ resource: Resource) throws {
        try resource.checkTexts()
        let columns: ColumnValues =
            ["id": resource.id, "kind": resource.kind, "created_at": resource.createdAt.milliseconds, "version": 1]
            + resource.columns
        try database.insert(columns, into: "resource")
        let position = database.lastInsertedRowID
        pending = (pending?.lowerBound ?? position)...position
    }

    private func replace(_ resource: Resource) throws {
        try resource.checkTexts()
        let found = try database.first(
            "SELECT position, unique_keys, tags, parents FROM resource WHERE id = ? AND kind = ? AND version = ?",
            [resource.id, resource.kind, resource.version]
        ) { row -> (position: Int64, keys: String, tags: String, parents: String) in
            (
                try row.value("position"), try row.value("unique_keys"), try row.value("tags"),
                try row.value("parents")
            )
        }
        guard let found else { throw StorageError(.conflict, "what is to be replaced is not there or has changed") }
        let columns = resource.columns
        let changes = columns.names.map { "\($0) = ?" }.joined(separator: ", ")
        try database.change(
            "UPDATE resource SET \(changes), version = version + 1 WHERE position = ?",
            columns.values + [found.position])
        let range = found.position...found.position
        if !found.keys.utf8.elementsEqual(resource.uniqueKeys.columnText.utf8) {
            try database.remove("DELETE FROM resource_key WHERE position = ?", [found.position])
            try indexKeys(range)
        }
        if !found.tags.utf8.elementsEqual(resource.tags.columnText.utf8) {
            try database.remove("DELETE FROM resource_tag WHERE position = ?", [found.position])
            try indexTags(range)
        }
        if !found.parents.utf8.elementsEqual(JSONText.list(resource.parents).utf8) {
            try database.remove("DELETE FROM resource_parent WHERE position = ?", [found.position])
            try indexParents(range)
        }
    }
}

// MARK: - The tables by which resources are found

extension ResourceWriter {
    private static let keys = """
        SELECT DISTINCT resource.kind AS kind, json_extract(item.value, '$[0]') AS name,
            json_extract(item.value, '$[1]') AS value, resource.position
        FROM resource, json_each(resource.unique_keys) AS item WHERE resource.position BETWEEN ?1 AND ?2
        """

    private func indexKeys(_ range: ClosedRange<Int64>) throws {
        let arguments: [Database.Argument] = [range.lowerBound, range.upperBound]
        do {
            try database.change(
                "INSERT INTO resource_key (kind, name, value, position) \(ResourceWriter.keys)", arguments)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            let taken: String? = try database.first(
                """
                WITH new AS (\(ResourceWriter.keys))
                SELECT name FROM new GROUP BY kind, name, value
                HAVING count(*) > 1 OR EXISTS (
                    SELECT 1 FROM resource_key AS old
                    WHERE old.kind = new.kind AND old.name = new.name AND old.value = new.value)
                ORDER BY min(position) LIMIT 1
                """, arguments
            ) { try $0.value("name") }
            guard let taken else { throw error }
            throw StorageError(.keyTaken(taken), "another resource has this \(taken)")
        }
    }

    private func indexTags(_ range: ClosedRange<Int64>) throws {
        try database.change(
            """
            INSERT OR IGNORE INTO resource_tag (kind, name, value, position)
            SELECT resource.kind, json_extract(item.value, '$[0]'), json_extract(item.value, '$[1]'), resource.position
            FROM resource, json_each(resource.tags) AS item WHERE resource.position BETWEEN ?1 AND ?2
            """, [range.lowerBound, range.upperBound])
    }

    /// A parent of a new resource is there before it.
    private func indexParents(_ range: ClosedRange<Int64>) throws {
        let links = """
            FROM resource JOIN json_each(resource.parents) AS item
            LEFT JOIN resource AS parent ON parent.id = item.value
                AND (parent.position < resource.position OR resource.version > 1)
            WHERE resource.position BETWEEN ?1 AND ?2
            """
        let arguments: [Database.Argument] = [range.lowerBound, range.upperBound]
        if try database.has("SELECT 1 \(links) AND parent.position IS NULL", arguments) {
            throw StorageError(.conflict, "a parent of a resource does not exist")
        }
        try database.change(
            """
            INSERT OR IGNORE INTO resource_parent (position, parent)
            SELECT resource.position, parent.position \(links)
            """, arguments)
    }
}
