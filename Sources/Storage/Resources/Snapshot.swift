/// All that a database holds at one moment, independent of the engine that holds it. It has every secret that the
/// database has, and is to be kept like one.
package struct Snapshot: Sendable, Hashable {
    /// One value of a row.
    package enum Cell: Sendable, Hashable {
        case null
        case integer(Int64)
        case text(String)
        case blob([UInt8])
    }

    /// The rows of one table.
    package struct Table: Sendable, Hashable {
        package var name: String
        package var columns: [String]
        package var rows: [[Cell]]

        package init(name: String, columns: [String], rows: [[Cell]]) {
            self.name = name
            self.columns = columns
            self.rows = rows
        }
    }

    /// The last change of the schema that the database had.
    package var schema: String
    package var tables: [Table]

    package init(schema: String, tables: [Table]) {
        self.schema = schema
        self.tables = tables
    }
}

/// Takes and restores snapshots.
package protocol SnapshotStore: Sendable {
    /// All that the database holds, of one moment, without what `keepBaseline` keeps.
    func snapshot() async throws(StorageError) -> Snapshot

    /// Puts the snapshot in the place of all that the database holds, all or nothing.
    /// - Throws: `schemaFromTheFuture` when it was taken of another schema; `corrupt` when its tables, columns or rows do
    ///   not fit.
    func restore(_ snapshot: Snapshot) async throws(StorageError)

    /// Keeps a snapshot beside the data, for `baseline`; there is one.
    func keepBaseline(_ snapshot: Snapshot) async throws(StorageError)

    /// What `keepBaseline` kept last.
    func baseline() async throws(StorageError) -> Snapshot?
}
