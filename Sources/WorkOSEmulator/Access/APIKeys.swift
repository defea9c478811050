internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A key of an organization, or of a person in one. The key itself is kept as a hash.
    package static let apiKey = ResourceType(
        "api_key", title: "API Key", prefix: "api_key_",
        fields: [
            Field("owner", .any).internalOnly(),
            .text("name", 1...255).required(),
            .text("obfuscated_value").internalOnly(),
            Field("last_used_at", .timestamp).internalOnly(),
            Field("expires_at", .timestamp),
            Field("permissions", .texts).or([]),
        ],
        routes: [
            .list(
                "/organizations/{id}/api_keys", filters: [Filter("id", tag: "organization_id", parent: .organization)]),
            .list(
                "/user_management/users/{id}/api_keys",
                filters: [Filter("id", tag: "user_id", parent: .user), Filter("organization_id")]),
            .delete("/api_keys/{id}"),
        ])
}

/// API keys' operations. Whether a key is good is for `APIKeyAuthenticator` to say, here as everywhere.
enum APIKeys {
    static let operations = [
        Operation(.post, "/organizations/{id}/api_keys", createForOrganization),
        Operation(.post, "/user_management/users/{id}/api_keys", createForUser),
        Operation(.post, "/api_keys/validations", validate), Operation(.post, "/api_keys/{id}/expire", expire),
    ]

    @Sendable
    private static func createForOrganization(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let organizationID = request.parameter("id")
        try await context.require(.organization, organizationID)
        return try await create(request.body, organizationID: organizationID, userID: nil, context)
    }

    @Sendable
    private static func createForUser(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let userID = request.parameter("id")
        try await context.require(.user, userID)
        guard let organizationID = request.body["organization_id"]?.string, !organizationID.isEmpty else {
            throw .invalid("organization_id", "required", "organization_id is required.")
        }
        try await context.require(.organization, organizationID)
        let key = ResourceKey.membership(ofUser: userID, in: organizationID)
        let membership = try await stored {
            try await context.store.resource(kind: ResourceType.organizationMembership.object, key: key)
        }
        guard membership?.text("status") == OrganizationMembership.Status.active.rawValue else {
            throw .invalid(
                "organization_id", "not_a_member", "The user is no active member of organization '\(organizationID)'.")
        }
        return try await create(request.body, organizationID: organizationID, userID: userID, context)
    }

    private static func create(
        _ body: JSONObject, organizationID: String, userID: String?, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        var fields: JSONObject = [:]
        try ResourceType.apiKey.read(body, into: &fields, isNew: true)
        guard let permissions = ScopeSet(validating: fields["permissions"]?.strings ?? []) else {
            throw .invalid(
                "permissions", "invalid_permission",
                "permissions has one with a space or a character that scopes may not have.")
        }
        let now = context.clock.now()
        let expiresAt = fields["expires_at"]?.string.flatMap(Timestamp.init(rfc3339:))
        if let expiresAt, expiresAt <= now {
            throw .invalid("expires_at", "invalid_date", "expires_at must be in the future.")
        }
        let value = context.random.token(prefix: APIKeyAuthenticator.prefix)
        let key = APIKey(
            id: context.identifiers.next(ResourceType.apiKey.prefix), name: fields["name"]?.string ?? "",
            hash: SecretHash(value), obfuscatedValue: APIKey.obfuscated(value), organizationID: organizationID,
            userID: userID, permissions: permissions, expiresAt: expiresAt, createdAt: now
        ).resource
        try await context.write(.apiKey, [.insert(key)])
        // The one time that the key is shown: its owner needs it, and only a hash is kept.
        return APIAnswer(ResourceType.apiKey.shown(key, adding: ["value": .string(value.revealed())]), status: 201)
    }

    @Sendable
    private static func validate(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        guard let value = request.body["value"]?.string else {
            throw .invalid("value", "required", "value must be the text of an API key.")
        }
        let authenticator = APIKeyAuthenticator(keys: context.store, clock: context.clock)
        guard let key = try await stored({ try await authenticator.authenticate(Secret(value)) }),
            let resource = try await stored({
                try await context.store.resource(id: key.id, kind: ResourceType.apiKey.object)
            })
        else { return APIAnswer(["api_key": .null]) }
        return APIAnswer(["api_key": try await context.show(.apiKey, resource)])
    }

    /// Ends a key now or later, or takes back that it was to end.
    @Sendable
    private static func expire(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let now = context.clock.now()
        var wanted: Timestamp? = now
        switch request.body["expires_at"] {
        case nil: break
        case .null?: wanted = nil
        case .string(let text)?:
            guard let moment = Timestamp(rfc3339: text) else { fallthrough }
            wanted = max(moment, now)
        default:
            throw .invalid(
                "expires_at", "invalid_date", "expires_at must be a date and time such as 2026-01-15T12:00:00.000Z.")
        }
        let key = try await context.set(.apiKey, request.parameter("id")) { key throws(APIError) in
            if let end = key.timestamp("expires_at"), end <= now {
                throw APIError(.conflict, "api_key_already_expired", "API key is already expired")
            }
            key.fields["expires_at"] = wanted.map { .string($0.rfc3339) } ?? .null
        }
        return APIAnswer(try await context.show(.apiKey, key))
    }
}
