internal import GRDB
internal import Storage

/// Statements with their arguments. SQLite would cut a text at its NUL, and what is left may be another's name: here
/// such a text is not kept, and nothing is found by it.
extension Database {
    /// What a statement can take, or NULL.
    typealias Argument = (any DatabaseValueConvertible)?

    /// Reads the first row of a query, which the closure must not go on with a query of its own.
    func first<Value>(
        _ sql: String, _ arguments: [Argument] = [], _ read: (Row) throws -> Value
    ) throws -> Value? {
        guard let arguments = Database.storable(arguments) else { return nil }
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        // A row that is still the statement's finds columns by a table; the copy that `fetchOne` gives compares names.
        return try withExtendedLifetime(rows) { try rows.next().map(read) }
    }

    /// Reads all rows of a query.
    func all<Value>(_ sql: String, _ arguments: [Argument] = [], _ read: (Row) throws -> Value) throws -> [Value] {
        guard let arguments = Database.storable(arguments) else { return [] }
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() { values.append(try read(row)) }
        return values
    }

    /// Whether a query gives a row.
    func has(_ sql: String, _ arguments: [Argument]) throws -> Bool { try first(sql, arguments) { _ in true } ?? false }

    /// Runs a statement that keeps something.
    /// - Returns: the number of rows that changed.
    /// - Throws: `unstorableText`.
    @discardableResult
    func change(_ sql: String, _ arguments: [Argument]) throws -> Int {
        guard let arguments = Database.storable(arguments) else {
            throw StorageError(.unstorableText, "a text has a NUL")
        }
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// Runs a `DELETE`.
    /// - Returns: the number of rows that are gone, without those that went with them.
    @discardableResult
    func remove(_ sql: String, _ arguments: [Argument]) throws -> Int {
        guard let arguments = Database.storable(arguments) else { return 0 }
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// Inserts one row.
    /// - Parameter conflict: an `ON CONFLICT` clause.
    /// - Returns: the number of rows that changed.
    /// - Throws: `unstorableText`.
    @discardableResult
    func insert(_ columns: ColumnValues, into table: String, onConflict conflict: String = "") throws -> Int {
        let marks = Array(repeating: "?", count: columns.names.count).joined(separator: ", ")
        return try change(
            "INSERT INTO \(table) (\(columns.names.joined(separator: ", "))) VALUES (\(marks)) \(conflict)",
            columns.values)
    }

    /// - Returns: the arguments as statements take them, or `nil` when a text has a NUL.
    private static func storable(_ arguments: [Argument]) -> StatementArguments? {
        let values = arguments.map { $0?.databaseValue ?? .null }
        for value in values {
            if case .string(let text) = value.storage, text.utf8.contains(0) { return nil }
        }
        return StatementArguments(values)
    }
}
