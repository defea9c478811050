internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A tenant: what people and applications belong to.
    package static let organization = ResourceType(
        "organization", title: "Organization", prefix: "org_",
        fields: [
            .text("name", 1...255).required().tagged(),
            .flag("allow_profiles_outside_organization"),
            .metadata(),
            .text("external_id", 1...128).unique("external_id_already_used"),
            .text("stripe_customer_id", 1...255).unique("stripe_customer_id_already_used")
                .leftOutWhenEmpty(),
        ],
        routes: [
            .create("/organizations"), .read("/organizations/{id}"),
            .readByKey("/organizations/external_id/{external_id}", key: "external_id"),
            .update("/organizations/{id}"), .delete("/organizations/{id}", status: 202),
        ],
        seed: SeedBlock("organizations", identity: "external_id"),
        writing: Organizations.write, showing: Organizations.show, deleting: Organizations.prepareDeletion)
}

/// What is special about organizations: their domains, which are resources of their own.
enum Organizations {
    static let operations = [Operation(.get, "/organizations", list)]

    /// Filters: `domains`, any of which the organization has; `search`, a part of the name.
    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        var conditions: [ResourceQuery.Condition] = []
        let domains = request.queryValues("domains")
        if !domains.isEmpty {
            conditions.append(.has("id", anyOf: try await OrganizationDomains.owners(of: domains, context)))
        }
        if let text = request.queryValue("search") { conditions.append(.contains("search", text.lowercasedASCII)) }
        return APIAnswer(try await context.list(.organization, request, conditions: conditions))
    }

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        draft.resource.tags.removeAll { ["search", "id"].contains($0.name) }
        draft.resource.tags.append(ResourceKey("id", draft.resource.id))
        draft.resource.tags.append(
            ResourceKey("search", (draft.resource.fields["name"]?.string ?? "").lowercasedASCII))
        try await OrganizationDomains.replace(in: &draft, context)
    }

    static func show(
        _ organizations: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        let domains = try await OrganizationDomains.domains(of: organizations, context)
        return domains.mapValues { ["domains": .array($0)] }
    }

    /// Ends what is not a resource: sessions of its members, its applications with their tokens.
    static func prepareDeletion(_ organization: Resource, _ context: EmulatorContext) async throws(APIError) {
        try await OrganizationMemberships.leave(organization.id, context)
        let revokedUntil = context.clock.now().adding(seconds: context.server.configuration.lifetimes.accessToken)
        for client in try await stored({ try await context.store.clients(ofOrganization: organization.id) }) {
            try await stored {
                try await context.store.deleteClient(id: client.clientID, revokedUntil: revokedUntil)
            }
        }
        await context.server.revocations.refresh()
    }
}
