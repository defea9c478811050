internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension Seeder {
    func add(_ seeds: [SeedFile.APIKeySeed], _ plan: inout SeedPlan) async throws {
        for seed in seeds {
            plan.outcome.apiKeys.append(seed.value)
            let hash = SecretHash(seed.value)
            if let found = try await store.resource(kind: ResourceType.apiKey.object, key: .hash(hash)) {
                plan.skip(.apiKey, seed.name, found.id)
                continue
            }
            let key = APIKey(
                id: seed.id ?? identifiers.next(ResourceType.apiKey.prefix), name: seed.name, hash: hash,
                obfuscatedValue: APIKey.obfuscated(seed.value),
                organizationID: plan.id(of: seed.organization, plan.organizationIDs),
                userID: seed.user.map { plan.id(of: $0, plan.userIDs) }, permissions: seed.permissions,
                expiresAt: seed.expiresAt, createdAt: clock.now())
            plan.insert(key.resource)
        }
    }
}
