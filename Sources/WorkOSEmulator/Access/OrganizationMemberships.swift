internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// That a person belongs to an organization, and in which roles.
    package static let organizationMembership = ResourceType(
        "organization_membership", title: "Organization Membership", prefix: "om_",
        fields: [
            .reference("user_id", .user).required().fixed(),
            .reference("organization_id", .organization).required().fixed(),
            Field("status", .choice(OrganizationMembership.Status.allCases.map(\.rawValue)))
                .internalOnly().or("active").tagged(),
            .flag("directory_managed").internalOnly(),
            Field("custom_attributes", .any).internalOnly().or([:]),
            Field("role", .any).internalOnly(), Field("roles", .any).internalOnly().or([]),
        ],
        routes: [.read("/user_management/organization_memberships/{id}")],
        showing: OrganizationMemberships.show)
}

/// Memberships' operations.
enum OrganizationMemberships {
    private static let path = "/user_management/organization_memberships"

    static let operations = [
        Operation(.get, path, list), Operation(.post, path, create), Operation(.put, "\(path)/{id}", update),
        Operation(.delete, "\(path)/{id}", delete), Operation(.put, "\(path)/{id}/deactivate", deactivate),
        Operation(.put, "\(path)/{id}/reactivate", reactivate),
    ]

    /// Those of a person, of an organization, or of both; the active ones unless others are asked for.
    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        var conditions: [ResourceQuery.Condition] = []
        for reference in [("user_id", ResourceReference.user), ("organization_id", .organization)] {
            guard let id = request.queryValue(reference.0) else { continue }
            try await context.require(reference.1, id)
            conditions.append(.has(reference.0, anyOf: [id]))
        }
        guard !conditions.isEmpty else {
            throw APIError(
                .badRequest, "missing_user_id_or_organization_id", "Name a user_id, an organization_id, or both.")
        }
        let wanted = request.queryValues("statuses")
        guard wanted.allSatisfy({ OrganizationMembership.Status(rawValue: $0) != nil }) else {
            throw APIError(
                .badRequest, "invalid_request_parameters",
                "Validation failed. statuses must be among active, inactive and pending.")
        }
        conditions.append(.has("status", anyOf: wanted.isEmpty ? ["active"] : wanted))
        return APIAnswer(try await context.list(.organizationMembership, request, conditions: conditions))
    }

    @Sendable
    private static func create(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        var fields: JSONObject = [:]
        try ResourceType.organizationMembership.read(request.body, into: &fields, isNew: true)
        let roles = try MembershipRoles.requested(request.body)
        let membership = try await add(
            userID: fields["user_id"]?.string ?? "", organizationID: fields["organization_id"]?.string ?? "",
            roles: roles, context)
        return APIAnswer(try await context.show(.organizationMembership, membership), status: 201)
    }

    @Sendable
    private static func update(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let roles = try MembershipRoles.requested(request.body)
        if let roles { try await MembershipRoles.check(roles, context) }
        let membership = try await context.set(.organizationMembership, request.parameter("id")) { membership in
            if let roles { setRoles(roles, of: &membership) }
        }
        return APIAnswer(try await context.show(.organizationMembership, membership))
    }

    @Sendable
    private static func deactivate(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let membership = try await setStatus(.inactive, of: request.parameter("id"), context)
        try await endSessions(of: membership, context)
        return APIAnswer(try await context.show(.organizationMembership, membership))
    }

    @Sendable
    private static func reactivate(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let membership = try await setStatus(.active, of: request.parameter("id"), context)
        return APIAnswer(try await context.show(.organizationMembership, membership))
    }

    @Sendable
    private static func delete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        try await endSessions(of: try await remove(request.parameter("id"), context), context)
        return .empty(200)
    }

    /// Who the member is, and the organization's name.
    static func show(
        _ memberships: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        let store = context.store
        let userIDs = memberships.compactMap { $0.text("user_id") }
        let organizationIDs = memberships.compactMap { $0.text("organization_id") }
        let users = try await stored { try await store.resources(ids: userIDs, kind: ResourceReference.user.kind) }
        let organizations = try await stored {
            try await store.resources(ids: organizationIDs, kind: ResourceReference.organization.kind)
        }
        var shownUsers: [String: JSONValue] = [:]
        for (user, shown) in zip(users, try await context.show(.user, users)) { shownUsers[user.id] = shown }
        var names: [String: String] = [:]
        for organization in organizations { names[organization.id] = organization.text("name") }
        var members: [String: JSONObject] = [:]
        for membership in memberships {
            var more: JSONObject = [:]
            more["organization_name"] = membership.text("organization_id").flatMap { names[$0] }.map(JSONValue.string)
            more["user"] = membership.text("user_id").flatMap { shownUsers[$0] }
            members[membership.id] = more
        }
        return members
    }
}
