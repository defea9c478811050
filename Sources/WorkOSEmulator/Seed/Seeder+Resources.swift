internal import JSON
internal import OAuth
internal import Storage

extension Seeder {
    func add(_ seeds: [SeedFile.OrganizationSeed], _ plan: inout SeedPlan) async throws {
        let type = ResourceType.organization
        let existing = try await existing(type, ids: seeds.compactMap(\.id))
        let isFirst = try await isEmpty(type)
        for seed in seeds {
            var found = seed.id.flatMap { existing[$0] }
            if seed.id == nil, !isFirst {
                let named = try await store.organizations(named: seed.name)
                found = named.first?.id
                if named.count > 1 {
                    plan.problems.append(
                        SeedProblem(
                            line: seed.place.line, key: seed.place.key,
                            message:
                                "\(named.count) organizations of this name are there already; give it the id of one"))
                }
            }
            if let found {
                plan.organizationIDs.append(found)
                plan.skip(type, seed.name, found)
            } else {
                let id = seed.id ?? identifiers.next(type.prefix)
                plan.organizationIDs.append(id)
                await add(type, seed.body, id: id, seed.place, &plan)
            }
        }
    }

    func add(_ seeds: [SeedFile.ResourceSeed], _ plan: inout SeedPlan) async throws {
        var hasDefault = try await !isEmpty(.redirectURI)
        for seed in seeds {
            guard let type = WorkOSAPI.types.first(where: { $0.object == seed.kind }) else {
                plan.resourceIDs.append("")
                continue
            }
            let name = type.seed?.identity.flatMap { seed.body[$0]?.string } ?? seed.body["name"]?.string ?? ""
            var body = seed.body
            for (field, target) in seed.references.sorted(by: { $0.key < $1.key }) {
                let ids =
                    switch target.kind {
                    case ResourceReference.organization.kind: plan.organizationIDs
                    case ResourceReference.user.kind: plan.userIDs
                    default: plan.resourceIDs
                    }
                body[field] = .string(plan.id(of: target.reference, ids))
            }
            let id = seed.id ?? self.id(type, body)
            if let found = try await find(id, body, type) {
                plan.resourceIDs.append(found)
                plan.skip(type, name, found)
                continue
            }
            plan.resourceIDs.append(id)
            await add(type, body, id: id, seed.place, &plan) { resource in
                guard type.object == ResourceType.redirectURI.object else { return }
                resource.fields["default"] = .bool(!hasDefault)
                hasDefault = true
            }
        }
    }

    /// Makes a resource as a request would, without a look at what it names: the reader has seen that it resolves.
    private func add(
        _ type: ResourceType, _ body: JSONObject, id: String, _ place: SeedFile.Place, _ plan: inout SeedPlan,
        edit: (inout Resource) -> Void = { _ in }
    ) async {
        var draft = Draft(
            body: body, resource: Resource(id: id, kind: type.object, createdAt: clock.now()), previous: nil)
        do throws(APIError) {
            try type.read(body, into: &draft.resource.fields, isNew: true)
            try await type.writing?(&draft, context)
        } catch {
            return plan.refuse(place, error)
        }
        edit(&draft.resource)
        type.index(&draft.resource)
        plan.insert(draft.resource)
        plan.changes += draft.also
    }

    /// What has neither a pinned identifier nor a name of its own gets an identifier that follows from what it says, by
    /// which the same entry is known again at the next start.
    private func id(_ type: ResourceType, _ body: JSONObject) -> String {
        guard type.seed?.identity == nil else { return identifiers.next(type.prefix) }
        return type.prefix
            + AuthorizedApplications.digest("\(type.object) \(JSONValue.object(body).serializedString())")
    }

    /// - Returns: the identifier of what is there already and is the same thing.
    private func find(_ id: String, _ body: JSONObject, _ type: ResourceType) async throws -> String? {
        if try await store.resource(id: id, kind: type.object) != nil { return id }
        guard let name = type.seed?.identity, let value = body[name]?.string,
            case .unique? = type.field(name)?.index
        else { return nil }
        let text = type.field(name)?.isCaseless == true ? value.lowercasedASCII : value
        return try await store.resource(kind: type.object, key: ResourceKey(name, text))?.id
    }

    /// Those of the identifiers that there are.
    func existing(_ type: ResourceType, ids: [String]) async throws -> [String: String] {
        guard !ids.isEmpty else { return [:] }
        var existing: [String: String] = [:]
        for resource in try await store.resources(ids: ids, kind: type.object) { existing[resource.id] = resource.id }
        return existing
    }

    func isEmpty(_ type: ResourceType) async throws -> Bool {
        try await store.resources(ResourceQuery(kind: type.object, limit: 1))?.resources.isEmpty ?? true
    }
}
