internal import AuthorizationServer
internal import OAuth
internal import Storage

extension Seeder {
    func apply(
        _ seed: SeedFile.ApplicationSeed, organizationID: String?, _ outcome: inout Outcome
    ) async throws -> (clientID: String, clientSecret: Secret?) {
        let made = try await make(seed, organizationID: organizationID, &outcome)
        if let client = try await store.client(id: made.clientID), client.registration == .configured {
            var settings = ApplicationSettings.Change()
            if !seed.corsOrigins.isEmpty { settings.corsOrigins = seed.corsOrigins }
            if let loginURI = seed.loginURI { settings.loginURI = .some(loginURI) }
            try await ApplicationSettings.write(settings, of: client, context)
        }
        return made
    }

    private func make(
        _ seed: SeedFile.ApplicationSeed, organizationID: String?, _ outcome: inout Outcome
    ) async throws(StorageError) -> (clientID: String, clientSecret: Secret?) {
        if let existing = try await existing(seed, organizationID: organizationID) {
            outcome.skipped.append("application '\(seed.name)' (\(existing.clientID)) is there already")
            // One that registered itself is not the seed's to change.
            guard existing.registration == .configured else { return (existing.clientID, nil) }
            try await update(existing, from: seed, organizationID: organizationID)
            return (existing.clientID, try await addSecret(seed, ofClient: existing.clientID))
        }
        let clientID = seed.clientID ?? identifiers.next("client_")
        let client = client(seed, clientID: clientID, organizationID: organizationID)
        let secret = client.hasSeedSecret ? seed.clientSecret ?? random.token() : nil
        var kept: [ClientSecret] = []
        if let secret { kept = [keep(secret, ofClient: clientID)] }
        try await store.insert(client, secrets: kept)
        outcome.created[ResourceType.connectApplication.object, default: 0] += 1
        return (clientID, secret)
    }

    private func existing(
        _ seed: SeedFile.ApplicationSeed, organizationID: String?
    ) async throws(StorageError) -> Client? {
        if let clientID = seed.clientID { return try await store.client(id: clientID) }
        guard let organizationID else { return nil }
        return try await store.clients(ofOrganization: organizationID).first { $0.name == seed.name }
    }

    /// Makes a configured client what the file says; nothing is written when it is that already.
    private func update(
        _ existing: Client, from seed: SeedFile.ApplicationSeed, organizationID: String?
    ) async throws(StorageError) {
        var updated = client(seed, clientID: existing.clientID, organizationID: organizationID)
        updated.id = existing.id
        (updated.id, updated.createdAt, updated.updatedAt) = (existing.id, existing.createdAt, existing.updatedAt)
        guard updated != existing else { return }
        updated.updatedAt = clock.now()
        _ = try await store.update(updated, secrets: nil)
    }

    private func client(
        _ seed: SeedFile.ApplicationSeed, clientID: String, organizationID: String?
    ) -> Client {
        var client = Client(
            id: seed.id ?? identifiers.next(ResourceType.connectApplication.prefix), clientID: clientID,
            kind: seed.kind,
            name: seed.name, description: seed.description, organizationID: organizationID, scopes: seed.scopes,
            audience: seed.audience, isFirstParty: seed.isFirstParty, keys: seed.keys,
            exchangeTargets: seed.exchangeTargets, createdAt: clock.now())
        client.setUp(isPublic: seed.isPublic, hasSecret: seed.clientSecret != nil)
        client.setRedirectURIs(seed.redirectURIs)
        return client
    }

    /// What is kept of a secret. The slow hash of a short one is made later; until then the secret itself is remembered.
    private func keep(_ secret: Secret, ofClient clientID: String) -> ClientSecret {
        let id = identifiers.next("secret_")
        let hint = SecretHint.text(of: secret)
        guard Seeder.isShort(secret) else {
            return ClientSecret(
                id: id, clientID: clientID, hash: SecretHash(secret), hint: hint, createdAt: clock.now())
        }
        secrets.prime(id: id, secret: secret)
        return ClientSecret(id: id, clientID: clientID, kept: .slow(.pending), hint: hint, createdAt: clock.now())
    }

    /// Adds the secret that the seed pins for an application that is there already, when it is not among the client's;
    /// or a made one when the client has come to need one.
    /// - Returns: the secret, where it is known.
    private func addSecret(
        _ seed: SeedFile.ApplicationSeed, ofClient clientID: String
    ) async throws(StorageError) -> Secret? {
        let kept = try await store.secrets(ofClient: clientID)
        guard let pinned = seed.clientSecret else {
            guard kept.isEmpty, !seed.isPublic, seed.keys == nil else { return nil }
            let made = random.token()
            try await store.insert(keep(made, ofClient: clientID))
            return made
        }
        guard Seeder.isShort(pinned) else {
            let hash = SecretHash(pinned)
            let isKnown = kept.contains { if case .fast(let known) = $0.kept { known.matches(hash) } else { false } }
            if !isKnown { try await store.insert(keep(pinned, ofClient: clientID)) }
            return pinned
        }
        // Whether one of the slow hashes is of this secret takes long to tell: `SlowHashes` removes what turns out to
        // stand twice.
        let pending = kept.filter { $0.kept == .slow(.pending) }
        if pending.isEmpty { try await store.insert(keep(pinned, ofClient: clientID)) }
        // Left by a process that ended before it had made the hash.
        for secret in pending { secrets.prime(id: secret.id, secret: pinned) }
        return pinned
    }
}

extension Client {
    /// Whether it authenticates by a secret.
    fileprivate var hasSeedSecret: Bool { authenticationMethods.contains(.clientSecretBasic) }
}
