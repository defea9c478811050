internal import AuthorizationServer
package import OAuth
package import Storage

/// Creates what a seed file asks for, leaving alone what is there already.
package struct Seeder: Sendable {
    /// What came of a seed: who can authenticate, and with what.
    package struct Outcome: Sendable {
        /// An application, and its secret where it is known: a secret made in an earlier run was kept only as a hash.
        package var applications: [(clientID: String, clientSecret: Secret?)] = []
        /// The keys' values.
        package var apiKeys: [Secret] = []
    }

    private let store: any OrganizationStore & ClientStore & APIKeyStore
    private let clock: any WallClock
    private let random: any RandomSource
    private let identifiers: IdentifierGenerator

    package init(
        store: any OrganizationStore & ClientStore & APIKeyStore, clock: any WallClock, random: any RandomSource
    ) {
        self.store = store
        self.clock = clock
        self.random = random
        identifiers = IdentifierGenerator(clock: clock, random: random)
    }

    /// Removes the API key that there is without a seed file: a file that lists keys takes its place.
    package func removeDevelopmentKey() async throws(StorageError) {
        try await store.deleteAPIKey(hash: SecretHash(SeedFile.developmentAPIKey))
    }

    package func apply(_ seed: SeedFile) async throws(StorageError) -> Outcome {
        var outcome = Outcome()
        var organizationIDs: [String] = []
        for organization in seed.organizations { organizationIDs.append(try await apply(organization)) }
        for application in seed.applications {
            outcome.applications.append(
                try await apply(application, organizationID: organizationIDs[application.organization]))
        }
        for key in seed.apiKeys {
            try await apply(key, organizationID: organizationIDs[key.organization])
            outcome.apiKeys.append(key.value)
        }
        return outcome
    }

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

    private func apply(
        _ seed: SeedFile.ApplicationSeed, organizationID: String
    ) async throws(StorageError) -> (clientID: String, clientSecret: Secret?) {
        if let clientID = seed.clientID {
            if try await store.client(id: clientID) != nil { return try await existing(clientID, seed.clientSecret) }
        } else if let existing = try await store.clients(ofOrganization: organizationID).first(where: {
            $0.name == seed.name
        }) {
            return try await self.existing(existing.clientID, seed.clientSecret)
        }
        let secret = seed.clientSecret ?? random.token()
        let client = Client(
            clientID: seed.clientID ?? identifiers.next("client_"), name: seed.name, description: seed.description,
            organizationID: organizationID, scopes: seed.scopes, audience: seed.audience, createdAt: clock.now())
        let hashed = ClientSecret(
            id: identifiers.next("secret_"), clientID: client.clientID, hash: SecretHash(secret),
            createdAt: clock.now())
        try await store.insert(client, secrets: [hashed])
        return (client.clientID, secret)
    }

    /// An application that is there already. A secret that the seed pins is added when it is not among the client's.
    private func existing(
        _ clientID: String, _ pinned: Secret?
    ) async throws(StorageError) -> (clientID: String, clientSecret: Secret?) {
        guard let pinned else { return (clientID, nil) }
        let hash = SecretHash(pinned)
        if try await !store.secrets(ofClient: clientID).contains(where: { $0.hash.matches(hash) }) {
            try await store.insert(
                ClientSecret(id: identifiers.next("secret_"), clientID: clientID, hash: hash, createdAt: clock.now()))
        }
        return (clientID, pinned)
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
