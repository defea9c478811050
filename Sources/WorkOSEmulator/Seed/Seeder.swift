internal import AuthorizationServer
package import OAuth
package import Storage

/// Creates what a seed file asks for. Of what is there already it changes applications alone.
package struct Seeder: Sendable {
    /// What came of a seed: who can authenticate, and with what.
    package struct Outcome: Sendable {
        /// An application, and its secret where it is known: a secret made in an earlier run was kept only as a hash.
        package struct Application: Sendable {
            package var clientID: String
            package var clientSecret: Secret?
            package var isMachineWithSecret: Bool
        }

        package var applications: [Application] = []
        /// Whom one can sign in as: addresses, and whether there is a password to type.
        package var people: [(email: String, hasPassword: Bool)] = []
        /// The keys' values.
        package var apiKeys: [Secret] = []
        /// How many were made, by kind: `organization`.
        package var created: [String: Int] = [:]
        /// What was there already and stayed as it was, in words.
        package var skipped: [String] = []
        /// What is left to do, in the background.
        package var slowHashes = SlowHashes()
    }

    let context: EmulatorContext

    var store: any StorageEngine { context.store }
    var secrets: SecretVerifier { context.secrets }
    var clock: any WallClock { context.clock }
    var random: any RandomSource { context.random }
    var identifiers: IdentifierGenerator { context.identifiers }

    package init(context: EmulatorContext) { self.context = context }

    /// Applies the file: all resources in one commit, then the applications. Nothing slow is done here: see `SlowHashes`.
    /// - Throws: `SeedError` when an entry cannot be made; nothing is then.
    package func apply(_ seed: SeedFile) async throws -> Outcome {
        var plan = SeedPlan()
        try await add(seed.organizations, &plan)
        try await add(seed.users, &plan)
        try await add(seed.resources, &plan)
        try await add(seed.apiKeys, &plan)
        guard plan.problems.isEmpty else { throw SeedError(problems: plan.problems.sorted { $0.line < $1.line }) }
        if !seed.hasDefaultKey, !seed.isAddition,
            !seed.apiKeys.contains(where: { $0.value == SeedFile.developmentAPIKey })
        {
            try await store.deleteAPIKey(hash: SecretHash(SeedFile.developmentAPIKey))
        }
        if !plan.changes.isEmpty { try await store.commit(plan.changes) }
        var outcome = plan.outcome
        for application in seed.applications {
            let organizationID = application.organization.map { plan.id(of: $0, plan.organizationIDs) }
            let made = try await apply(application, organizationID: organizationID, &outcome)
            outcome.applications.append(
                Outcome.Application(
                    clientID: made.clientID, clientSecret: made.clientSecret,
                    isMachineWithSecret: application.isMachineWithSecret))
            if let pinned = application.clientSecret, Seeder.isShort(pinned) {
                outcome.slowHashes.clientSecrets.append((made.clientID, pinned))
            }
        }
        return outcome
    }

    /// Below 128 bits in base64url, a fast hash could be guessed.
    static func isShort(_ secret: Secret) -> Bool { secret.withBytes { $0.count < 22 } }
}

/// What a seed is about to change.
struct SeedPlan {
    var changes: [ResourceChange] = []
    var problems: [SeedProblem] = []
    var outcome = Seeder.Outcome()
    /// Of the file's entries, in their order.
    var organizationIDs: [String] = []
    var userIDs: [String] = []
    var resourceIDs: [String] = []

    func id(of reference: SeedFile.Reference, _ ids: [String]) -> String {
        switch reference {
        case .entry(let index): ids[index]
        case .existing(let id): id
        }
    }

    mutating func insert(_ resource: Resource) {
        changes.append(.insert(resource))
        outcome.created[resource.kind, default: 0] += 1
    }

    mutating func skip(_ type: ResourceType, _ name: String, _ id: String) {
        outcome.skipped.append("\(type.title.lowercased()) '\(name)' (\(id)) is there already")
    }

    mutating func refuse(_ place: SeedFile.Place, _ error: APIError) {
        problems.append(SeedProblem(line: place.line, key: place.key, message: error.message))
    }
}

/// The stores in which slow hashes are kept.
package typealias SeedStore = UserStore & ClientStore
