internal import AuthorizationServer
internal import OAuth
internal import Storage

extension Seeder {
    func apply(
        _ seed: SeedFile.ApplicationSeed, organizationID: String?
    ) async throws(StorageError) -> (clientID: String, clientSecret: Secret?) {
        if let clientID = seed.clientID {
            if try await store.client(id: clientID) != nil { return try await existing(clientID, seed.clientSecret) }
        } else if let organizationID,
            let existing = try await store.clients(ofOrganization: organizationID).first(where: {
                $0.name == seed.name
            })
        {
            return try await self.existing(existing.clientID, seed.clientSecret)
        }
        let client = client(seed, organizationID: organizationID)
        let secret = client.hasSeedSecret ? seed.clientSecret ?? random.token() : nil
        var kept: [ClientSecret] = []
        if let secret { kept = [keep(secret, ofClient: client.clientID)] }
        try await store.insert(client, secrets: kept)
        return (client.clientID, secret)
    }

    private func client(_ seed: SeedFile.ApplicationSeed, organizationID: String?) -> Client {
        var methods: Set<ClientAuthenticationMethod> = [.clientSecretBasic, .clientSecretPost]
        if seed.isPublic { methods = [.none] }
        if seed.keys != nil {
            methods = seed.clientSecret == nil ? [.privateKeyJWT] : methods.union([.privateKeyJWT])
        }
        var grantTypes: Set<GrantType> = [.clientCredentials]
        if seed.kind == .application {
            grantTypes = [.authorizationCode, .refreshToken, .deviceCode]
            if !seed.isPublic { grantTypes.insert(.jwtBearer) }
        }
        return Client(
            clientID: seed.clientID ?? identifiers.next("client_"), kind: seed.kind, name: seed.name,
            description: seed.description, organizationID: organizationID, scopes: seed.scopes,
            audience: seed.audience, authenticationMethods: methods, grantTypes: grantTypes,
            redirectURIs: seed.redirectURIs,
            applicationType: seed.redirectURIs.contains { $0.isLoopback || $0.isPrivateUse } ? .native : .web,
            isFirstParty: seed.isFirstParty, keys: seed.keys, exchangeTargets: seed.exchangeTargets,
            createdAt: clock.now())
    }

    /// What is kept of a secret. The slow hash of a short one is made later; until then the secret itself is remembered.
    private func keep(_ secret: Secret, ofClient clientID: String) -> ClientSecret {
        let id = identifiers.next("secret_")
        guard Seeder.isShort(secret) else {
            return ClientSecret(id: id, clientID: clientID, hash: SecretHash(secret), createdAt: clock.now())
        }
        secrets.prime(id: id, secret: secret)
        return ClientSecret(id: id, clientID: clientID, kept: .slow(.pending), createdAt: clock.now())
    }

    /// An application that is there already. A secret that the seed pins is added when it is not among the client's.
    private func existing(
        _ clientID: String, _ pinned: Secret?
    ) async throws(StorageError) -> (clientID: String, clientSecret: Secret?) {
        guard let pinned else { return (clientID, nil) }
        let kept = try await store.secrets(ofClient: clientID)
        guard Seeder.isShort(pinned) else {
            let hash = SecretHash(pinned)
            let isKnown = kept.contains { if case .fast(let known) = $0.kept { known.matches(hash) } else { false } }
            if !isKnown { try await store.insert(keep(pinned, ofClient: clientID)) }
            return (clientID, pinned)
        }
        let slow = kept.filter { if case .slow = $0.kept { true } else { false } }
        if slow.isEmpty { try await store.insert(keep(pinned, ofClient: clientID)) }
        // Left by a process that ended before it had made the hash.
        for secret in slow where secret.kept == .slow(.pending) { secrets.prime(id: secret.id, secret: pinned) }
        return (clientID, pinned)
    }
}

extension Client {
    /// Whether it authenticates by a secret.
    fileprivate var hasSeedSecret: Bool { authenticationMethods.contains(.clientSecretBasic) }
}
