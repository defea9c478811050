package import AuthorizationServer
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
        /// What is left to do, in the background.
        package var slowHashes = SlowHashes()
    }

    let store: any SeedStore
    let secrets: SecretVerifier
    let clock: any WallClock
    let random: any RandomSource
    let identifiers: IdentifierGenerator

    /// - Parameter secrets: lets seeded passwords and short secrets be used before their slow hashes are made.
    package init(
        store: any SeedStore, secrets: SecretVerifier, clock: any WallClock, random: any RandomSource
    ) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        self.random = random
        identifiers = IdentifierGenerator(clock: clock, random: random)
    }

    /// Removes the API key that there is without a seed file: a file that lists keys takes its place.
    package func removeDevelopmentKey() async throws(StorageError) {
        try await store.deleteAPIKey(hash: SecretHash(SeedFile.developmentAPIKey))
    }

    /// Applies the file. Nothing slow is done here: see `SlowHashes`.
    package func apply(_ seed: SeedFile) async throws(StorageError) -> Outcome {
        var outcome = Outcome()
        var organizationIDs: [String] = []
        for organization in seed.organizations { organizationIDs.append(try await apply(organization)) }
        for user in seed.users {
            let id = try await apply(user, organizationIDs: organizationIDs)
            outcome.people.append((user.email, user.password != nil))
            if let password = user.password { outcome.slowHashes.passwords.append((id, password)) }
        }
        for application in seed.applications {
            let organizationID = application.organization.map { organizationIDs[$0] }
            let (clientID, secret) = try await apply(application, organizationID: organizationID)
            outcome.applications.append(
                Outcome.Application(
                    clientID: clientID, clientSecret: secret, isMachineWithSecret: application.isMachineWithSecret))
            if let pinned = application.clientSecret, Seeder.isShort(pinned) {
                outcome.slowHashes.clientSecrets.append((clientID, pinned))
            }
        }
        for key in seed.apiKeys {
            try await apply(key, organizationID: organizationIDs[key.organization])
            outcome.apiKeys.append(key.value)
        }
        return outcome
    }

    /// Below 128 bits in base64url, a fast hash could be guessed.
    static func isShort(_ secret: Secret) -> Bool { secret.withBytes { $0.count < 22 } }

    private func apply(_ seed: SeedFile.OrganizationSeed) async throws(StorageError) -> String {
        if let id = seed.id {
            if try await store.organization(id: id) != nil { return id }
        } else if let existing = try await store.organizations(named: seed.name).first {
            return existing.id
        }
        let organization = Organization(
            id: seed.id ?? identifiers.next("org_"), name: seed.name, createdAt: clock.now())
        try await store.insert(organization)
        return organization.id
    }

    private func apply(_ seed: SeedFile.APIKeySeed, organizationID: String) async throws(StorageError) {
        let hash = SecretHash(seed.value)
        guard try await store.apiKey(hash: hash) == nil else { return }
        try await store.insert(
            APIKey(
                id: identifiers.next("api_key_"), name: seed.name, hash: hash, organizationID: organizationID,
                permissions: seed.permissions, expiresAt: seed.expiresAt, createdAt: clock.now()))
    }
}

/// The stores that a seed file fills.
package typealias SeedStore = OrganizationStore & UserStore & ClientStore & APIKeyStore
