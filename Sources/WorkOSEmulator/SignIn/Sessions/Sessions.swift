internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Sessions of people at applications: how they begin and end.
enum Sessions {
    static let operations = [Operation(.post, "/user_management/sessions/revoke", revoke)]

    /// Seconds for which a session that is over can still be seen.
    private static let afterlife: Int64 = 30 * 86_400

    /// Begins a session.
    static func begin(
        _ progress: SignInProgress, _ user: Resource, using use: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let session = Session(id: context.identifiers.next(ResourceType.session.prefix), progress)
        let refresh = context.newRefreshToken()
        // Made before anything is used up, so that a failure leaves it as it was.
        let access = try await SessionTokens.make(session, user: user, context)
        try await context.commit([.insert(resource(session, progress, context))], using: use, sessionID: session.id)
        let grant = SessionGrants.grant(session, createdAt: context.clock.now())
        try await stored {
            try await context.store.keep(grant, refreshToken: refresh.kept, at: context.clock.now())
        }
        return try await answer(session, progress.method, access: access, refresh: refresh.token, context)
    }

    /// Begins the session of a grant that is kept already.
    static func begin(
        grant: Grant, _ progress: SignInProgress, access: Secret, refresh: Secret, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let session = Session(id: grant.id, progress)
        try await context.commit([.insert(resource(session, progress, context))], using: nil)
        return try await answer(session, progress.method, access: access, refresh: refresh, context)
    }

    private static func answer(
        _ session: Session, _ method: AuthenticationMethod, access: Secret, refresh: Secret,
        _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let now = context.clock.now()
        _ = try await stored { try await context.store.recordSignIn(ofUser: session.userID, at: now) }
        try await Identities.remember(method, ofUser: session.userID, context)
        await context.audit.record(
            AuditEvent(
                action: "session.began", occurredAt: now, clientID: session.clientID, subject: session.userID,
                grantID: session.id, details: ["method": method.rawValue]))
        var answer = try await SessionTokens.answer(session, access: access, refresh: refresh, context)
        if method != .unknown { answer["authentication_method"] = .string(method.rawValue) }
        return APIAnswer(.object(answer))
    }

    private static func resource(
        _ session: Session, _ progress: SignInProgress, _ context: EmulatorContext
    ) -> Resource {
        let now = context.clock.now()
        var resource = Resource(
            id: session.id, kind: ResourceType.session.object,
            fields: [
                "user_id": .string(session.userID),
                "organization_id": session.organizationID.map(JSONValue.string) ?? .null,
                "ip_address": progress.ipAddress.map(JSONValue.string) ?? .null,
                "user_agent": progress.userAgent.map(JSONValue.string) ?? .null,
                "auth_method": .string(progress.method.sessionName), "status": "active", "ended_at": .null,
            ],
            hidden: [
                "client_id": .string(session.clientID), "is_public": .bool(session.isPublic),
                "authenticated_at": .string(session.authenticatedAt.rfc3339),
                "method": .string(progress.method.rawValue),
            ], createdAt: now)
        prolong(&resource, context)
        ResourceType.session.index(&resource)
        return resource
    }

    /// A session lives as long as the refresh token that it was given last.
    static func prolong(_ session: inout Resource, _ context: EmulatorContext) {
        let expiresAt = context.clock.now().adding(
            seconds: context.server.configuration.lifetimes.refreshToken)
        session.fields["expires_at"] = .string(expiresAt.rfc3339)
        session.expiresAt = expiresAt.adding(seconds: afterlife)
    }

    static func show(_ sessions: [Resource], _ context: EmulatorContext) async throws(APIError) -> [String: JSONObject]
    {
        let now = context.clock.now()
        var members: [String: JSONObject] = [:]
        for session in sessions {
            var more: JSONObject = [:]
            more["organization_id"] = session.text("organization_id").map(JSONValue.string)
            more["impersonator"] = session.fields["impersonator"]?.object.map(JSONValue.object)
            if session.text("status") == "active", let expiresAt = session.timestamp("expires_at"), expiresAt <= now {
                more["status"] = "expired"
            }
            members[session.id] = more
        }
        return members
    }
}
