internal import GRDB
package import Storage

/// The embedded engine: SQLite through GRDB.
///
/// Every write is one transaction. On a file the journal is a write-ahead log synchronised at each commit, so what a
/// store method has returned from survives a power cut.
package struct SQLiteStorage: StorageEngine {
    /// Where the database is.
    package enum Location: Sendable, Hashable {
        /// It goes with the process.
        case memory
        case file(String)
    }

    private let database: any DatabaseWriter
    private let gate = AccessGate()

    /// Opens the database, making it and bringing its schema up to date as needed.
    /// - Throws: `cannotOpen`, `schemaFromTheFuture`.
    package init(_ location: Location) throws(StorageError) {
        do {
            database = try SQLiteStorage.open(location)
            let migrator = SQLiteMigrations.migrator
            // Not through a connection of a pool's readers: it would go on with the columns that tables had before.
            guard try database.writeWithoutTransaction({ try !migrator.hasBeenSuperseded($0) }) else {
                throw StorageError(.schemaFromTheFuture, "the database was made by a newer version of claviger")
            }
            try migrator.migrate(database)
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError(.cannotOpen, SQLiteStorage.storageError(error).detail)
        }
    }

    private static func open(_ location: Location) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        switch location {
        case .memory: return try DatabaseQueue(configuration: configuration)
        case .file(let path):
            configuration.maximumReaderCount = 4
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL on the writer of a pool when it opens, whatever was prepared before; under NORMAL an
            // acknowledged commit can be lost.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
    }

    package func ping() async throws(StorageError) {
        try await read { _ = try Int.fetchOne($0, sql: "SELECT 1") }
    }

    /// A setting of the connection that writes.
    package func writerPragma(_ name: String) async throws(StorageError) -> Int? {
        do {
            return try await gate.pass {
                try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA \(name)") }
            }
        } catch {
            throw SQLiteStorage.storageError(error)
        }
    }

    package func close() async throws(StorageError) {
        guard await gate.close() else { return }
        do { try database.close() } catch { throw SQLiteStorage.storageError(error) }
    }
}

// MARK: - Access with the one translation of errors

extension SQLiteStorage {
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        do { return try await gate.pass { try await database.read(body) } } catch {
            throw SQLiteStorage.storageError(error)
        }
    }

    /// Runs the body in one transaction, which is durable when this returns.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        do { return try await gate.pass { try await database.write(body) } } catch {
            throw SQLiteStorage.storageError(error)
        }
    }

    static func storageError(_ error: any Error) -> StorageError {
        if let error = error as? StorageError { return error }
        guard let error = error as? DatabaseError else { return StorageError(.unavailable, "\(error)") }
        // The message may quote a statement but no arguments: GRDB shows those only when asked to.
        let detail = "SQLite: \(error.resultCode) \(error.message ?? "")"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: return StorageError(.conflict, detail)
        case .SQLITE_CORRUPT, .SQLITE_MISMATCH: return StorageError(.corrupt, detail)
        case .SQLITE_CANTOPEN, .SQLITE_NOTADB: return StorageError(.cannotOpen, detail)
        default: return StorageError(.unavailable, detail)
        }
    }
}
