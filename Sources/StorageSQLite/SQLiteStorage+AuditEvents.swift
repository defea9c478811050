internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func append(_ events: [AuditEvent]) async throws(StorageError) {
        try await write { database in
            for event in events {
                try database.insert(
                    [
                        "action": event.action.withoutNUL, "occurred_at": event.occurredAt.milliseconds,
                        "client_id": event.clientID?.withoutNUL, "subject": event.subject?.withoutNUL,
                        "grant_id": event.grantID?.withoutNUL, "address": event.address?.withoutNUL,
                        "details": JSONText.map(event.details),
                    ], into: "audit_event")
            }
        }
    }

    package func auditEvents(limit: Int) async throws(StorageError) -> [AuditEvent] {
        try await read { database in
            try database.all(
                "SELECT * FROM audit_event ORDER BY occurred_at DESC, id DESC LIMIT ?", [max(0, limit)]
            ) { row in
                guard let details = JSONText.map(try row.value("details")) else {
                    throw row.corrupt("details", "map")
                }
                return AuditEvent(
                    action: try row.value("action"), occurredAt: try row.timestamp("occurred_at"),
                    clientID: try row.value("client_id"), subject: try row.value("subject"),
                    grantID: try row.value("grant_id"), address: try row.value("address"), details: details)
            }
        }
    }
}

extension String {
    /// The text with U+FFFD for each NUL: what strangers put into a name must not keep an event from being recorded.
    fileprivate var withoutNUL: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
