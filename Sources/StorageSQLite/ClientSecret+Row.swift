internal import GRDB
internal import OAuth
internal import Storage

extension ClientSecret.Kept {
    var fastHash: SecretHash? {
        if case .fast(let hash) = self { hash } else { nil }
    }

    var slowHash: PasswordHash? {
        if case .slow(let hash) = self { hash } else { nil }
    }
}

extension ClientSecret {
    var columns: ColumnValues {
        [
            "id": id, "client_id": clientID, "hash": kept.fastHash?.blob, "slow_hash": kept.slowHash?.text,
            "hint": hint, "last_used_at": lastUsedAt?.milliseconds, "created_at": createdAt.milliseconds,
            "updated_at": updatedAt.milliseconds,
        ]
    }

    init(_ row: Row) throws {
        let slowHash = try row.optionalPasswordHash("slow_hash")
        self.init(
            id: try row.value("id"), clientID: try row.value("client_id"),
            kept: try slowHash.map(Kept.slow) ?? .fast(row.hash("hash")), hint: try row.value("hint"),
            lastUsedAt: try row.optionalTimestamp("last_used_at"), createdAt: try row.timestamp("created_at"),
            updatedAt: try row.timestamp("updated_at"))
    }
}
