import Foundation
import GRDB
import OAuth
import Storage
import StorageSQLite
import Testing

@Suite("A SQLite file")
struct SQLiteFileTests {
    @Test("what was acknowledged is there after the file is opened again")
    func persistence() async throws {
        try await withTemporaryDirectory { directory in
            let location = SQLiteStorage.Location.file("\(directory)/claviger.db")
            let organization = Organization(id: "org_1", name: "Acme", createdAt: Timestamp(milliseconds: 1))
            let first = try SQLiteStorage(location)
            try await first.insert(organization)
            try await first.close()
            let second = try SQLiteStorage(location)
            #expect(try await second.organization(id: "org_1") == organization)
            try await second.close()
        }
    }

    @Test("commits are synchronised to the disk: synchronous is FULL on the connection that writes")
    func synchronous() async throws {
        try await withTemporaryDirectory { directory in
            let storage = try SQLiteStorage(.file("\(directory)/claviger.db"))
            let full = 2
            #expect(try await storage.writerPragma("synchronous") == full)
            try await storage.close()
        }
    }

    @Test("a path that cannot be a database is a clear error")
    func cannotOpen() async throws {
        try await withTemporaryDirectory { directory in
            #expect(throws: StorageError(.cannotOpen, "")) { try SQLiteStorage(.file("\(directory)/none/claviger.db")) }
            let garbage = "\(directory)/garbage.db"
            try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: garbage))
            #expect(throws: StorageError(.cannotOpen, "")) { try SQLiteStorage(.file(garbage)) }
        }
    }

    @Test("a database of a newer version is refused and left alone")
    func schemaFromTheFuture() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/claviger.db"
            try await SQLiteStorage(.file(path)).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { database in
                try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 future')")
            }
            try queue.close()
            #expect(throws: StorageError(.schemaFromTheFuture, "")) { try SQLiteStorage(.file(path)) }
        }
    }

    @Test("a row that this program did not write is reported as corrupt")
    func corrupt() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/claviger.db"
            try await SQLiteStorage(.file(path)).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO resource
                            (id, kind, fields, hidden, unique_keys, tags, parents, created_at, updated_at, version)
                        VALUES
                            ('org_1', 'organization', '[]', '{}', '[]', '[]', '[]', 0, 0, 1),
                            ('org_2', 'organization', '{}', '{}', '[["a"]]', '[]', '[]', 0, 0, 1),
                            ('org_3', 'organization', '{}', '{}', '[]', '[]', '[]', 0, 0, 1)
                        """)
                for (id, column, value) in [
                    ("client_1", "scopes", "bad\u{7F}scope"), ("client_2", "kind", "person"),
                    ("client_3", "authentication_methods", #"["telepathy"]"#), ("client_4", "contacts", "[1]"),
                    ("client_5", "redirect_uris", #"["javascript:alert(1)"]"#), ("client_6", "grant_types", "{}"),
                ] {
                    try database.execute(
                        sql: """
                            INSERT INTO client
                                (id, application_id, kind, registration, name, scopes, authentication_methods, grant_types,
                                 redirect_uris, application_type, is_first_party, exchange_targets, contacts,
                                 created_at, updated_at)
                            VALUES (?1, ?1, 'm2m', 'configured', 'Agent', '', '[]', '[]', '[]', 'web', 0, '[]', '[]', 0, 0)
                            """, arguments: [id])
                    try database.execute(
                        sql: "UPDATE client SET \(column) = ? WHERE id = ?", arguments: [value, id])
                }
                try database.execute(
                    sql: "INSERT INTO client_secret VALUES ('secret_1', 'client_1', x'00', NULL, '', NULL, 0, 0)")
            }
            try queue.close()
            let storage = try SQLiteStorage(.file(path))
            for number in 1...6 {
                await #expect(throws: StorageError(.corrupt, ""), "client_\(number)") {
                    try await storage.client(id: "client_\(number)")
                }
            }
            for number in 1...3 {
                await #expect(throws: StorageError(.corrupt, ""), "org_\(number)") {
                    try await storage.organization(id: "org_\(number)")
                }
            }
            await #expect(throws: StorageError(.corrupt, "")) { try await storage.secrets(ofClient: "client_1") }
            try await storage.close()
        }
    }
}
