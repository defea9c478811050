internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension Seeder {
    func add(_ seeds: [SeedFile.UserSeed], _ plan: inout SeedPlan) async throws {
        let isFirst = try await isEmpty(.user)
        for seed in seeds {
            plan.outcome.people.append((seed.email, seed.password != nil || seed.passwordHash != nil))
            let found = isFirst ? nil : try await find(seed)
            do throws(APIError) {
                try await add(seed, found, &plan)
            } catch {
                plan.refuse(seed.place, error)
            }
        }
    }

    private func find(_ seed: SeedFile.UserSeed) async throws -> Resource? {
        let kind = ResourceType.user.object
        if let id = seed.id, let user = try await store.resource(id: id, kind: kind) { return user }
        return try await store.resource(kind: kind, key: .email(seed.email))
    }

    /// - Parameter found: the person who is there already.
    private func add(
        _ seed: SeedFile.UserSeed, _ found: Resource?, _ plan: inout SeedPlan
    ) async throws(APIError) {
        var user: Resource
        if let found { user = found } else { user = try new(seed) }
        plan.userIDs.append(user.id)
        let hasHash = user.hiddenText("password_hash") != nil
        if let hash = seed.passwordHash, !hasHash { user.hidden["password_hash"] = .string(hash.text) }
        if let password = seed.password {
            if !hasHash { user.hidden["password_hash"] = .string(PasswordHash.pending.text) }
            secrets.prime(id: user.id, secret: password)
            plan.outcome.slowHashes.passwords.append((user.id, password))
        }
        var memberships: [Resource] = []
        for seed in seed.memberships {
            let organizationID = plan.id(of: seed.organization, plan.organizationIDs)
            if found != nil, try await isMember(user.id, organizationID) { continue }
            let membership = OrganizationMembership(
                id: seed.id ?? identifiers.next(ResourceType.organizationMembership.prefix), userID: user.id,
                organizationID: organizationID, status: seed.status,
                roles: seed.roles.isEmpty ? [OrganizationMembership.defaultRole] : seed.roles, createdAt: clock.now())
            user.setActiveMember(seed.status == .active, of: organizationID)
            memberships.append(membership.resource)
        }
        if let found {
            plan.skip(.user, seed.email, user.id)
            if user != found { plan.changes.append(.replace(user)) }
        } else {
            plan.insert(user)
        }
        for membership in memberships { plan.insert(membership) }
    }

    /// A person as a request would make them. The password is hashed later.
    private func new(_ seed: SeedFile.UserSeed) throws(APIError) -> Resource {
        let type = ResourceType.user
        var user = Resource(
            id: seed.id ?? identifiers.next(type.prefix), kind: type.object, createdAt: clock.now())
        try type.read(seed.body, into: &user.fields, isNew: true)
        user.fields["email_verified"] = .bool(seed.isEmailVerified)
        type.index(&user)
        return user
    }

    private func isMember(_ userID: String, _ organizationID: String) async throws(APIError) -> Bool {
        let kind = ResourceType.organizationMembership.object
        let key = ResourceKey.membership(ofUser: userID, in: organizationID)
        return try await stored { try await store.resource(kind: kind, key: key) } != nil
    }
}
