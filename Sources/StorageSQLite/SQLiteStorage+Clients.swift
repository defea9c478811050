internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ client: Client, secrets: [ClientSecret]) async throws(StorageError) {
        try await write { database in
            try database.insert(
                ["id": client.clientID, "created_at": client.createdAt.milliseconds] + client.columns, into: "client")
            for secret in secrets { try database.insert(secret.columns, into: "client_secret") }
        }
    }

    package func insert(_ secret: ClientSecret) async throws(StorageError) {
        try await write { try $0.insert(secret.columns, into: "client_secret") }
    }

    package func setKept(_ kept: ClientSecret.Kept, ofSecret id: String) async throws(StorageError) -> Bool {
        try await write { database in
            guard try database.has("SELECT 1 FROM client_secret WHERE id = ?", [id]) else { return false }
            return try database.change(
                "UPDATE client_secret SET hash = ?, slow_hash = ? WHERE id = ?",
                [kept.fastHash?.blob, kept.slowHash?.text, id]) > 0
        }
    }

    package func update(_ client: Client, secrets: [ClientSecret]?) async throws(StorageError) -> Bool {
        try await write { database in
            let columns = client.columns
            let changes = columns.names.map { "\($0) = ?" }.joined(separator: ", ")
            let count = try database.change(
                "UPDATE client SET \(changes) WHERE id = ?", columns.values + [client.clientID])
            guard count > 0 else { return false }
            if let secrets {
                try database.remove("DELETE FROM client_secret WHERE client_id = ?", [client.clientID])
                for secret in secrets { try database.insert(secret.columns, into: "client_secret") }
            }
            return true
        }
    }

    @discardableResult
    package func deleteClient(id: String, revokedUntil: Timestamp) async throws(StorageError) -> Bool {
        try await write { database in
            // A client that is known by its metadata document has no row, and grants all the same.
            let grants: [String] = try database.all(
                "SELECT grant_id FROM authorization_grant WHERE client_id = ?", [id]
            ) { try $0.value("grant_id") }
            for grant in grants { _ = try database.revoke(grant: grant, until: revokedUntil) }
            for table in ["authorization_code", "device_authorization", "consent"] {
                try database.remove("DELETE FROM \(table) WHERE client_id = ?", [id])
            }
            return try database.remove("DELETE FROM client WHERE id = ?", [id]) > 0
        }
    }

    package func client(id: String) async throws(StorageError) -> Client? {
        try await read { try $0.first("SELECT * FROM client WHERE id = ?", [id], Client.init) }
    }

    package func clients(ofOrganization id: String) async throws(StorageError) -> [Client] {
        try await read { database in
            try database.all(
                "SELECT * FROM client WHERE organization_id = ? ORDER BY created_at, id", [id], Client.init)
        }
    }

    package func secrets(ofClient id: String) async throws(StorageError) -> [ClientSecret] {
        try await read { database in
            try database.all(
                "SELECT * FROM client_secret WHERE client_id = ? ORDER BY created_at, id", [id], ClientSecret.init)
        }
    }
}
