package import OAuth

/// Something that the authorization server did or refused to do. It holds no secret.
package struct AuditEvent: Sendable, Hashable {
    /// What happened, such as `token.issued`.
    package var action: String
    package var occurredAt: Timestamp
    package var clientID: String?
    package var subject: String?
    /// The grant (`sid`) that it concerns.
    package var grantID: String?
    /// The client's address.
    package var address: String?
    /// Further facts, names to values: grant type, scope, audience, error code.
    package var details: [String: String]

    package init(
        action: String, occurredAt: Timestamp, clientID: String? = nil, subject: String? = nil,
        grantID: String? = nil, address: String? = nil, details: [String: String] = [:]
    ) {
        self.action = action
        self.occurredAt = occurredAt
        self.clientID = clientID
        self.subject = subject
        self.grantID = grantID
        self.address = address
        self.details = details
    }
}

/// Keeps audit events.
package protocol AuditEventStore: Sendable {
    /// Adds events, all or nothing, in this order. A NUL in a text outside of `details` becomes U+FFFD: what a stranger
    /// sent must not keep an event from being recorded.
    func append(_ events: [AuditEvent]) async throws(StorageError)

    /// The newest events, newest first; of one moment the ones that were added last come first.
    func auditEvents(limit: Int) async throws(StorageError) -> [AuditEvent]
}
