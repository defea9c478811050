internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

// Changes of memberships. Each keeps in the same commit what the person's own record says of their organizations.
extension OrganizationMemberships {
    /// Makes a person a member, or a member who was inactive active again.
    /// - Parameter roles: by default those that the person had, or the standard one.
    static func add(
        userID: String, organizationID: String, roles: [String]?, status: OrganizationMembership.Status = .active,
        _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        if let roles { try await MembershipRoles.check(roles, context) }
        return try await retrying { () async throws(APIError) -> Resource in
            var user = try await person(userID, context)
            try await context.require(.organization, organizationID)
            let key = ResourceKey.membership(ofUser: userID, in: organizationID)
            let existing = try await stored {
                try await context.store.resource(kind: ResourceType.organizationMembership.object, key: key)
            }
            if let existing {
                return try await revive(existing, roles: roles, as: status, user, context)
            }
            let membership = OrganizationMembership(
                id: context.identifiers.next(ResourceType.organizationMembership.prefix), userID: userID,
                organizationID: organizationID, status: status, roles: roles ?? [OrganizationMembership.defaultRole],
                createdAt: context.clock.now()
            ).resource
            user.setActiveMember(status == .active, of: organizationID)
            try await context.write(.organizationMembership, [.insert(membership), .replace(user)])
            return membership
        }
    }

    /// - Throws: when the membership is pending, which only its invitation can end.
    static func setStatus(
        _ status: OrganizationMembership.Status, of id: String, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        try await retrying { () async throws(APIError) -> Resource in
            let membership = try await context.find(.organizationMembership, id)
            guard membership.text("status") != status.rawValue else { return membership }
            if membership.text("status") == OrganizationMembership.Status.pending.rawValue {
                let verb = status == .active ? "reactivate" : "deactivate"
                throw APIError(
                    .badRequest, "cannot_\(verb)_pending_organization_membership",
                    "A pending organization membership cannot be \(verb)d. It waits for its invitation to be accepted.")
            }
            let user = try await person(membership.text("user_id") ?? "", context)
            return try await write(membership, status, user, context)
        }
    }

    /// Makes a membership active that waited for its invitation.
    static func accept(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        try await retrying { () async throws(APIError) -> Resource in
            let membership = try await context.find(.organizationMembership, id)
            let user = try await person(membership.text("user_id") ?? "", context)
            return try await write(membership, .active, user, context)
        }
    }

    /// Removes a membership, and the API keys that the person has in the organization.
    /// - Returns: what was removed.
    static func remove(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        try await retrying { () async throws(APIError) -> Resource in
            let membership = try await context.find(.organizationMembership, id)
            var user = try await person(membership.text("user_id") ?? "", context)
            let organizationID = membership.text("organization_id") ?? ""
            user.setActiveMember(false, of: organizationID)
            var changes: [ResourceChange] = [.delete(id: id, kind: membership.kind, version: membership.version)]
            changes.append(.replace(user))
            for key in try await context.all(.apiKey, "user_id", user.id)
            where key.tags("organization_id").contains(where: { $0.utf8.elementsEqual(organizationID.utf8) }) {
                changes.append(.delete(id: key.id, kind: key.kind))
            }
            try await context.write(.organizationMembership, changes)
            return membership
        }
    }

    /// Ends what the person does for the organization: sessions, and grants to clients.
    static func endSessions(of membership: Resource, _ context: EmulatorContext) async throws(APIError) {
        let userID = membership.text("user_id") ?? ""
        let organizationID = membership.text("organization_id") ?? ""
        let revokedUntil = context.clock.now().adding(
            seconds: context.server.configuration.lifetimes.accessToken + 60)
        for grant in try await stored({ try await context.store.grants(ofUser: userID) })
        where grant.organizationID?.utf8.elementsEqual(organizationID.utf8) == true {
            _ = try await stored { try await context.store.revokeGrant(id: grant.id, revokedUntil: revokedUntil) }
        }
        try await Sessions.end(ofUser: userID, organizationID: organizationID, context)
    }

    /// Ends what people do for an organization that is about to be deleted; its memberships go with it.
    static func leave(_ organizationID: String, _ context: EmulatorContext) async throws(APIError) {
        for membership in try await context.all(.organizationMembership, "organization_id", organizationID) {
            try await endSessions(of: membership, context)
            _ = try await retrying { () async throws(APIError) -> Resource in
                var user = try await person(membership.text("user_id") ?? "", context)
                guard user.tags("organization_id").contains(where: { $0.utf8.elementsEqual(organizationID.utf8) })
                else {
                    return user
                }
                user.setActiveMember(false, of: organizationID)
                try await context.write(.user, [.replace(user)])
                return user
            }
        }
    }

    static func setRoles(_ slugs: [String], of membership: inout Resource) {
        let shown = slugs.map { JSONValue.object(["slug": .string($0)]) }
        membership.fields["role"] = shown.first
        membership.fields["roles"] = .array(shown)
    }

    // MARK: - Parts

    private static func revive(
        _ existing: Resource, roles: [String]?, as status: OrganizationMembership.Status, _ user: Resource,
        _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        switch existing.text("status") {
        case OrganizationMembership.Status.inactive.rawValue:
            var changed = existing
            if let roles { setRoles(roles, of: &changed) }
            return try await write(changed, status, user, context)
        case OrganizationMembership.Status.pending.rawValue:
            throw APIError(
                .badRequest, "cannot_reactivate_pending_organization_membership",
                "The user has a pending membership of this organization, which waits for its invitation to be accepted."
            )
        default:
            throw .invalid(
                "user_id", "already_member", "The user is an active member of this organization already.")
        }
    }

    private static func write(
        _ membership: Resource, _ status: OrganizationMembership.Status, _ user: Resource, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        var (membership, user) = (membership, user)
        membership.fields["status"] = .string(status.rawValue)
        membership.updatedAt = context.clock.now()
        ResourceType.organizationMembership.index(&membership)
        user.setActiveMember(status == .active, of: membership.text("organization_id") ?? "")
        try await context.write(.organizationMembership, [.replace(membership), .replace(user)])
        membership.version += 1
        return membership
    }

    private static func person(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        let reference = ResourceReference.user
        guard let user = try await stored({ try await context.store.resource(id: id, kind: reference.kind) }) else {
            throw .notFound(reference.title, id)
        }
        return user
    }

    /// Does it again from the new state when another request was faster.
    private static func retrying(
        _ body: () async throws(APIError) -> Resource
    ) async throws(APIError) -> Resource {
        var attempts = 0
        while true {
            do {
                return try await body()
            } catch {
                attempts += 1
                guard ["conflict", "user_organization_already_used"].contains(error.code), attempts < 100 else {
                    throw error
                }
            }
        }
    }
}
