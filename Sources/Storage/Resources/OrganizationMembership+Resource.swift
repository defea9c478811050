internal import JSON
internal import OAuth

extension OrganizationMembership {
    /// - Throws: `corrupt` when the resource is not a membership.
    package init(resource: Resource) throws(StorageError) {
        try resource.require(kind: .organizationMembership)
        let word = try resource.optionalText("status") ?? Status.active.rawValue
        guard let status = Status(rawValue: word) else { throw resource.corrupt("status") }
        var roles = (resource.fields["roles"]?.array ?? []).compactMap { $0["slug"]?.string }
        if roles.isEmpty { roles = [resource.fields["role"]?["slug"]?.string ?? OrganizationMembership.defaultRole] }
        self.init(
            id: resource.id, userID: try resource.requiredText("user_id"),
            organizationID: try resource.requiredText("organization_id"), status: status, roles: roles,
            createdAt: resource.createdAt, updatedAt: resource.updatedAt)
    }

    /// The membership as a new resource.
    package var resource: Resource {
        let slugs = roles.isEmpty ? [OrganizationMembership.defaultRole] : roles
        let shown = slugs.map { JSONValue.object(["slug": .string($0)]) }
        return Resource(
            id: id, kind: ResourceKind.organizationMembership.rawValue,
            fields: [
                "user_id": .string(userID), "organization_id": .string(organizationID),
                "status": .string(status.rawValue), "role": shown[0], "roles": .array(shown),
                "directory_managed": false, "custom_attributes": [:],
            ],
            uniqueKeys: [.membership(ofUser: userID, in: organizationID)],
            tags: [
                ResourceKey("user_id", userID), ResourceKey("organization_id", organizationID),
                ResourceKey("status", status.rawValue),
            ],
            parents: [userID, organizationID], createdAt: createdAt, updatedAt: updatedAt)
    }
}

extension ResourceKey {
    /// The key that keeps a person from being a member of one organization twice.
    package static func membership(ofUser userID: String, in organizationID: String) -> ResourceKey {
        ResourceKey("user_organization", "\(userID) \(organizationID)")
    }
}

extension Resource {
    /// Whether a person is an active member of an organization is a tag of the person too, so that the people of an
    /// organization can be listed. Whoever writes a membership changes it in the same commit.
    package mutating func setActiveMember(_ isActive: Bool, of organizationID: String) {
        setTag("organization_id", organizationID, isActive)
    }
}

extension UserStore where Self: ResourceStore {
    package func insert(_ membership: OrganizationMembership) async throws(StorageError) {
        let isActive = membership.status == .active
        let exists = try await change(.user, membership.userID) { user in
            var changed = user
            changed.setActiveMember(isActive, of: membership.organizationID)
            return [.insert(membership.resource)] + (changed.tags == user.tags ? [] : [.replace(changed)])
        }
        guard exists else { throw StorageError(.conflict, "a membership of nobody") }
    }

    package func memberships(ofUser id: String) async throws(StorageError) -> [OrganizationMembership] {
        let found = try await all(.organizationMembership, .has("user_id", anyOf: [id]))
        return try found.map { resource throws(StorageError) in try OrganizationMembership(resource: resource) }
            .sorted { $0.createdAt < $1.createdAt }
    }

    package func organizations(ofUser id: String) async throws(StorageError) -> [Organization] {
        let ids = try await memberships(ofUser: id).filter { $0.status == .active }.map(\.organizationID)
        // Texts that only look alike are equal to a dictionary, their bytes are not.
        var organizations: [[UInt8]: Organization] = [:]
        for found in try await resources(ids: ids, kind: ResourceKind.organization.rawValue) {
            organizations[Array(found.id.utf8)] = try Organization(resource: found)
        }
        return ids.compactMap { organizations[Array($0.utf8)] }
    }
}
