package import Storage

/// Where audit events go.
package protocol AuditLog: Sendable {
    /// Records an event. It is kept when this returns; a failure to keep it is logged and does not change what the event
    /// tells of.
    func record(_ event: AuditEvent) async
}
