internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ organization: Organization) async throws(StorageError) {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO organization (id, name, created_at) VALUES (?, ?, ?)",
                arguments: [organization.id, organization.name, organization.createdAt.milliseconds])
        }
    }

    package func organization(id: String) async throws(StorageError) -> Organization? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM organization WHERE id = ?", arguments: [id])
                .map(SQLiteStorage.organization)
        }
    }

    package func organizations(named name: String) async throws(StorageError) -> [Organization] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM organization WHERE name = ? ORDER BY created_at, id", arguments: [name]
            ).map(SQLiteStorage.organization)
        }
    }

    private static func organization(_ row: Row) throws -> Organization {
        Organization(id: try row.value("id"), name: try row.value("name"), createdAt: try row.timestamp("created_at"))
    }
}
