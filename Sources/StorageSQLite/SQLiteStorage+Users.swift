internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ user: User) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "id": user.id, "email": user.email, "email_key": user.email.lowercasedASCII,
                    "is_email_verified": user.isEmailVerified, "first_name": user.firstName,
                    "last_name": user.lastName, "password_hash": user.passwordHash?.text,
                    "created_at": user.createdAt.milliseconds, "updated_at": user.updatedAt.milliseconds,
                ], into: "user")
        }
    }

    package func user(id: String) async throws(StorageError) -> User? {
        try await read { try $0.first("SELECT * FROM user WHERE id = ?", [id], User.init) }
    }

    package func user(email: String) async throws(StorageError) -> User? {
        try await read { database in
            try database.first("SELECT * FROM user WHERE email_key = ?", [email.lowercasedASCII], User.init)
        }
    }

    package func users(limit: Int) async throws(StorageError) -> [User] {
        try await read { database in
            try database.all("SELECT * FROM user ORDER BY created_at, id LIMIT ?", [max(0, limit)], User.init)
        }
    }

    @discardableResult
    package func setPasswordHash(
        _ hash: PasswordHash?, ofUser id: String, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { database in
            guard try database.has("SELECT 1 FROM user WHERE id = ?", [id]) else { return false }
            return try database.change(
                "UPDATE user SET password_hash = ?, updated_at = ? WHERE id = ?", [hash?.text, now.milliseconds, id])
                > 0
        }
    }

    package func insert(_ membership: OrganizationMembership) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "id": membership.id, "user_id": membership.userID, "organization_id": membership.organizationID,
                    "created_at": membership.createdAt.milliseconds,
                ], into: "organization_membership")
        }
    }

    package func organizations(ofUser id: String) async throws(StorageError) -> [Organization] {
        try await read { database in
            try database.all(
                """
                SELECT organization.* FROM organization_membership AS membership
                JOIN organization ON organization.id = membership.organization_id
                WHERE membership.user_id = ? ORDER BY membership.created_at, membership.id
                """, [id], Organization.init)
        }
    }

    package func subject(
        ofExternal subject: String, issuer: String, orKeep new: String, at now: Timestamp
    ) async throws(StorageError) -> String {
        // Once there is an identifier it stays, so that a look without the lock on writing is enough.
        if let kept = try await read({ try $0.identifier(ofExternal: subject, issuer: issuer) }) { return kept }
        return try await write { database in
            try database.insert(
                ["issuer": issuer, "subject": subject, "id": new, "created_at": now.milliseconds],
                into: "external_subject", onConflict: "ON CONFLICT DO NOTHING")
            return try database.identifier(ofExternal: subject, issuer: issuer) ?? new
        }
    }
}

extension Database {
    fileprivate func identifier(ofExternal subject: String, issuer: String) throws -> String? {
        try first("SELECT id FROM external_subject WHERE issuer = ? AND subject = ?", [issuer, subject]) { row in
            try row.value("id")
        }
    }
}

extension User {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), email: try row.value("email"),
            isEmailVerified: try row.value("is_email_verified"), firstName: try row.value("first_name"),
            lastName: try row.value("last_name"), passwordHash: try row.optionalPasswordHash("password_hash"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"))
    }
}

extension String {
    /// The text with the letters A to Z in lower case, and everything else as it is.
    fileprivate var lowercasedASCII: String {
        String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
}
