internal import JSON
internal import OAuth

extension Organization {
    /// - Throws: `corrupt` when the resource is not an organization.
    package init(resource: Resource) throws(StorageError) {
        try resource.require(kind: .organization)
        self.init(id: resource.id, name: try resource.requiredText("name"), createdAt: resource.createdAt)
    }

    /// The organization as a new resource.
    package var resource: Resource {
        Resource(
            id: id, kind: ResourceKind.organization.rawValue, fields: ["name": .string(name)],
            tags: [ResourceKey("name", name)], createdAt: createdAt)
    }
}

extension OrganizationStore where Self: ResourceStore {
    package func insert(_ organization: Organization) async throws(StorageError) {
        try await insert(record: organization.resource)
    }

    package func organization(id: String) async throws(StorageError) -> Organization? {
        guard let found = try await resource(id: id, kind: ResourceKind.organization.rawValue) else { return nil }
        return try Organization(resource: found)
    }

    package func organizations(named name: String) async throws(StorageError) -> [Organization] {
        let found = try await all(.organization, .has("name", anyOf: [name]))
        return try found.map { resource throws(StorageError) in try Organization(resource: resource) }
            .sorted { $0.createdAt < $1.createdAt }
    }
}
