internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ client: Client, secrets: [ClientSecret]) async throws(StorageError) {
        try await write { database in
            try database.require(.organization, client.organizationID)
            try database.insert(
                [
                    "id": client.clientID, "application_id": client.id,
                    "created_at": client.createdAt.milliseconds,
                ] + client.columns, into: "client")
            for secret in secrets { try database.insert(secret.columns, into: "client_secret") }
        }
    }

    package func update(_ client: Client, secrets: [ClientSecret]?) async throws(StorageError) -> Bool {
        try await write { database in
            try database.require(.organization, client.organizationID)
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

    package func client(applicationID: String) async throws(StorageError) -> Client? {
        try await read { try $0.first("SELECT * FROM client WHERE application_id = ?", [applicationID], Client.init) }
    }

    package func clients(_ query: ClientQuery) async throws(StorageError) -> ClientPage? {
        try await read { database in
            var list = ListStatement("client", position: "client.position")
            if let id = query.organizationID { list.add("client.organization_id = ?", [id]) }
            if let registrations = query.registrations {
                let words = registrations.map(\.rawValue).sorted()
                list.add("client.registration IN (SELECT value FROM json_each(?))", [JSONText.list(words)])
            }
            let page = try database.page(
                of: list, order: query.order, cursor: query.cursor, limit: query.limit,
                place: { id in
                    try database.place("SELECT position FROM client WHERE application_id = ?", [id])
                        ?? database.formerPlace(of: id, kind: "client")
                }, read: Client.init)
            return page.map { ClientPage(clients: $0.items, hasBefore: $0.hasBefore, hasAfter: $0.hasAfter) }
        }
    }

    package func clients(ofOrganization id: String) async throws(StorageError) -> [Client] {
        try await read { database in
            try database.all(
                "SELECT * FROM client WHERE organization_id = ? ORDER BY created_at, position", [id], Client.init)
        }
    }
}
