#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import GRDB
internal import JSON
package import Storage

extension SQLiteStorage {
    package func snapshot() async throws(StorageError) -> Snapshot {
        try await read { database in
            Snapshot(
                schema: try database.schemaName(),
                tables: try SnapshotTable.all(database).map { try $0.contents(database) })
        }
    }

    package func restore(_ snapshot: Snapshot) async throws(StorageError) {
        do {
            try await write { database in
                guard try database.schemaName().utf8.elementsEqual(snapshot.schema.utf8) else {
                    throw StorageError(.schemaFromTheFuture, "the snapshot was taken of another schema")
                }
                try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
                let tables = try SnapshotTable.all(database)
                guard tables.map(\.name) == snapshot.tables.map(\.name) else {
                    throw StorageError(.corrupt, "the snapshot has other tables")
                }
                // Backwards: what belongs to a resource is in tables behind it, and is gone before the resource is.
                for table in tables.reversed() { try table.clear(database) }
                for (table, contents) in zip(tables, snapshot.tables) {
                    if table.changesWithOthers { try table.clear(database) }
                    try table.fill(with: contents, database)
                }
            }
        } catch {
            // Rows that do not fit, or do not fit together.
            guard error.code == .conflict else { throw error }
            throw StorageError(.corrupt, error.detail)
        }
    }

    package func keepBaseline(_ snapshot: Snapshot) async throws(StorageError) {
        let bytes = snapshot.json.serialized().blob
        try await write { database in
            try database.insert(
                ["number": 1, "snapshot": bytes], into: "baseline",
                onConflict: "ON CONFLICT (number) DO UPDATE SET snapshot = excluded.snapshot")
        }
    }

    package func baseline() async throws(StorageError) -> Snapshot? {
        let bytes = try await read { database in
            try database.first("SELECT snapshot FROM baseline") { try $0.blob("snapshot") }
        }
        guard let bytes else { return nil }
        guard let json = try? JSONParser.parse(bytes), let snapshot = Snapshot(json: json) else {
            throw StorageError(.corrupt, "the baseline is no snapshot")
        }
        return snapshot
    }
}

extension Database {
    /// The last change of the schema.
    fileprivate func schemaName() throws -> String {
        try first("SELECT max(identifier) AS identifier FROM grdb_migrations") { try $0.value("identifier") } ?? ""
    }
}

/// A table that snapshots have.
private struct SnapshotTable {
    /// In the snapshot.
    let name: String
    /// In the database.
    let sqlName: String
    /// Whether it has rows because other tables had them.
    var changesWithOthers = false

    /// Tables in the order of their names, then the tombstones, then the numbers that rows have got so far, which SQLite
    /// keeps.
    static func all(_ database: Database) throws -> [SnapshotTable] {
        let names: [String] = try database.all(
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT IN ('grdb_migrations', 'baseline', 'tombstone')
            ORDER BY name
            """
        ) { try $0.value("name") }
        return names.map { SnapshotTable(name: $0, sqlName: $0) } + [
            SnapshotTable(name: "tombstone", sqlName: "tombstone", changesWithOthers: true),
            SnapshotTable(name: "sequence", sqlName: "sqlite_sequence", changesWithOthers: true),
        ]
    }

    func contents(_ database: Database) throws -> Snapshot.Table {
        let statement = try database.makeStatement(sql: "SELECT * FROM \(sqlName)")
        let rows = try Row.fetchCursor(statement)
        var cells: [[Snapshot.Cell]] = []
        while let row = try rows.next() { cells.append(try row.databaseValues.map(Snapshot.Cell.init)) }
        return Snapshot.Table(name: name, columns: statement.columnNames, rows: cells)
    }

    func clear(_ database: Database) throws { try database.execute(sql: "DELETE FROM \(sqlName)") }

    func fill(with contents: Snapshot.Table, _ database: Database) throws {
        let columns = try database.makeStatement(sql: "SELECT * FROM \(sqlName)").columnNames
        guard columns == contents.columns else { throw StorageError(.corrupt, "the snapshot has other columns") }
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.makeStatement(
            sql: "INSERT INTO \(sqlName) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
        for row in contents.rows {
            guard row.count == columns.count else {
                throw StorageError(.corrupt, "a row has too few or too many cells")
            }
            try statement.execute(arguments: StatementArguments(row.map { try $0.databaseValue() }))
        }
    }
}

extension Snapshot.Cell {
    fileprivate init(_ value: DatabaseValue) throws {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob(Array(data))
        case .double: throw StorageError(.corrupt, "a column has a number with a fraction")
        }
    }

    fileprivate func databaseValue() throws -> DatabaseValue {
        switch self {
        case .null: return .null
        case .integer(let integer): return integer.databaseValue
        case .text(let text):
            guard !text.utf8.contains(0) else { throw StorageError(.corrupt, "a text of the snapshot has a NUL") }
            return text.databaseValue
        case .blob(let bytes): return bytes.blob.databaseValue
        }
    }
}
