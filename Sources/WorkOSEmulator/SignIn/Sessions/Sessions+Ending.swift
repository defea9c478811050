internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

// The end of a session is at once: it cannot be refreshed, and its identifier is on the revocation list for whoever judges
// its access tokens.
extension Sessions {
    @Sendable
    static func revoke(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        guard let id = request.body["session_id"]?.string, !id.isEmpty else {
            throw .invalid("session_id", "required", "session_id is required.")
        }
        do throws(APIError) {
            _ = try await context.find(.session, id)
        } catch {
            if error.status == .notFound { throw APIError(.badRequest, error.code, error.message) }
            throw error
        }
        try await end(id, context)
        return .empty(200)
    }

    /// Ends a session, if there is such a one that goes on.
    static func end(_ id: String, _ context: EmulatorContext) async throws(APIError) {
        try await finish(id, context)
        await context.server.revocations.refresh()
    }

    /// Ends a person's sessions.
    /// - Parameter organizationID: those for this organization alone; by default all, at browsers too.
    package static func end(
        ofUser userID: String, organizationID: String? = nil, _ context: EmulatorContext
    ) async throws(APIError) {
        for session in try await context.all(.session, "user_id", userID) where session.text("status") == "active" {
            if let organizationID,
                session.text("organization_id").map({ $0.utf8.elementsEqual(organizationID.utf8) }) != true
            {
                continue
            }
            try await finish(session.id, context)
        }
        if organizationID == nil { try await stored { _ = try await context.store.deleteSessions(ofUser: userID) } }
        await context.server.revocations.refresh()
    }

    private static func finish(_ id: String, _ context: EmulatorContext) async throws(APIError) {
        let now = context.clock.now()
        // First, so that no refresh slips in between.
        let revokedUntil = SessionGrants.revokedUntil(context)
        try await stored { _ = try await context.store.revokeGrant(id: id, revokedUntil: revokedUntil) }
        do throws(APIError) {
            let ended = try await context.set(.session, id) { session in
                guard session.text("status") == "active" else { return }
                session.fields["status"] = "revoked"
                session.fields["ended_at"] = .string(now.rfc3339)
            }
            await context.audit.record(
                AuditEvent(
                    action: "session.revoked", occurredAt: now, clientID: ended.hiddenText("client_id"),
                    subject: ended.text("user_id"), grantID: id))
        } catch {
            // It went with its person or its organization.
            guard error.status == .notFound else { throw error }
        }
    }
}
