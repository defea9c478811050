internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ organization: Organization) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "id": organization.id, "name": organization.name,
                    "created_at": organization.createdAt.milliseconds,
                ], into: "organization")
        }
    }

    package func organization(id: String) async throws(StorageError) -> Organization? {
        try await read { try $0.first("SELECT * FROM organization WHERE id = ?", [id], Organization.init) }
    }

    package func organizations(named name: String) async throws(StorageError) -> [Organization] {
        try await read { database in
            try database.all(
                "SELECT * FROM organization WHERE name = ? ORDER BY created_at, id", [name], Organization.init)
        }
    }
}

extension Organization {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), name: try row.value("name"), createdAt: try row.timestamp("created_at"))
    }
}
