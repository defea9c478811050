internal import JSON
internal import OAuth
internal import Storage

/// Dynamic client registration (RFC 7591) and its management (RFC 7592).
struct RegistrationEndpoint: Sendable {
    let store: any ClientStore
    let configuration: AuthorizationServerConfiguration
    let limiter: RateLimiter
    let audit: any AuditLog
    let revocations: RevocationList
    let random: any RandomSource
    let identifiers: IdentifierGenerator
    let clock: any WallClock

    private static let notFound = OAuthError(
        .invalidToken, "The registration access token is not valid for this client")

    /// Registers a client (RFC 7591 §3).
    func register(_ json: JSONValue, from address: String) async throws(OAuthError) -> JSONValue {
        guard configuration.registration.isDynamicOn else {
            throw OAuthError(.accessDenied, "Dynamic registration is turned off here; ask the server's owner")
        }
        try limit(address)
        let metadata = try ClientMetadata(json: json)
        let now = clock.now()
        var client = try Client(
            metadata, id: identifiers.next("conn_app_"), clientID: identifiers.next("client_"), registration: .dynamic,
            configuration: configuration, at: now)
        let token = random.token(prefix: "registration_")
        client.registrationAccessTokenHash = SecretHash(token)
        let secret = client.hasSecret ? random.token() : nil
        let kept = secret.map { keep($0, of: client) } ?? []
        let registered = client
        try await stored { try await store.insert(registered, secrets: kept) }
        await record("client.registered", client, address)
        return answer(client, secret: secret, registrationAccessToken: token)
    }

    /// Reads a registration (RFC 7592 §2.1).
    func read(clientID: String, token: Secret?) async throws(OAuthError) -> JSONValue {
        answer(try await client(clientID, token), secret: nil, registrationAccessToken: token)
    }

    /// Replaces a registration (RFC 7592 §2.2).
    func update(
        clientID: String, token: Secret?, _ json: JSONValue, from address: String
    ) async throws(OAuthError) -> JSONValue {
        let current = try await client(clientID, token)
        try limit(address)
        guard json["client_id"]?.string.map({ $0.utf8.elementsEqual(clientID.utf8) }) == true else {
            throw OAuthError(.invalidClientMetadata, "client_id must be there and be the registered one")
        }
        for name in ["registration_access_token", "registration_client_uri", "client_secret_expires_at"]
        where json[name] != nil {
            throw OAuthError(.invalidClientMetadata, "\(name) is this server's to set; leave it out")
        }
        if let secret = json["client_secret"], try await !isPresent(secret.string ?? "", of: current) {
            throw OAuthError(.invalidClientMetadata, "client_secret is not the present one; leave it out")
        }
        var updated = try Client(
            ClientMetadata(json: json), id: current.id, clientID: clientID, registration: .dynamic,
            configuration: configuration, at: current.createdAt)
        updated.registrationAccessTokenHash = current.registrationAccessTokenHash
        updated.updatedAt = clock.now()
        var secret: Secret?
        var secrets: [ClientSecret]?
        if updated.hasSecret != current.hasSecret {
            secret = updated.hasSecret ? random.token() : nil
            secrets = secret.map { keep($0, of: updated) } ?? []
        }
        let (client, kept) = (updated, secrets)
        guard try await stored({ try await store.update(client, secrets: kept) }) else {
            throw RegistrationEndpoint.notFound
        }
        await record("client.updated", updated, address)
        return answer(updated, secret: secret, registrationAccessToken: token)
    }

    /// Removes a registration with everything that it was granted (RFC 7592 §2.3).
    func delete(clientID: String, token: Secret?, from address: String) async throws(OAuthError) {
        let client = try await client(clientID, token)
        let revokedUntil = clock.now().adding(seconds: configuration.lifetimes.accessToken + 60)
        try await stored { _ = try await store.deleteClient(id: clientID, revokedUntil: revokedUntil) }
        await revocations.refresh()
        await record("client.deleted", client, address)
    }

    /// Counts a registration or a change of one, which strangers can cause.
    private func limit(_ address: String) throws(OAuthError) {
        if let wait = limiter.wait(for: address) {
            throw OAuthError(.tooManyRequests, "Too many registrations from this address", retryAfter: wait)
        }
    }

    /// The client that the token opens; every failure looks the same.
    private func client(_ clientID: String, _ token: Secret?) async throws(OAuthError) -> Client {
        guard let token, !clientID.utf8.contains(0),
            let client = try await stored({ try await store.client(id: clientID) }), client.registration == .dynamic,
            client.registrationAccessTokenHash?.matches(SecretHash(token)) == true
        else { throw RegistrationEndpoint.notFound }
        return client
    }

    private func isPresent(_ secret: String, of client: Client) async throws(OAuthError) -> Bool {
        let hash = SecretHash(Secret(secret))
        return try await stored { try await store.secrets(ofClient: client.clientID) }
            .contains { if case .fast(let kept) = $0.kept { kept.matches(hash) } else { false } }
    }

    private func keep(_ secret: Secret, of client: Client) -> [ClientSecret] {
        [
            ClientSecret(
                id: identifiers.next("secret_"), clientID: client.clientID, hash: SecretHash(secret),
                hint: SecretHint.text(of: secret), createdAt: clock.now())
        ]
    }

    private func record(_ action: String, _ client: Client, _ address: String) async {
        await audit.record(
            AuditEvent(
                action: action, occurredAt: clock.now(), clientID: client.clientID, address: address,
                details: ["name": String(client.name.prefix(100))]))
    }

    /// RFC 7591 §3.2.1: everything that was registered, as it was registered.
    private func answer(_ client: Client, secret: Secret?, registrationAccessToken: Secret?) -> JSONValue {
        var object = client.metadata.json
        object["client_id"] = .string(client.clientID)
        object["client_id_issued_at"] = .integer(client.createdAt.seconds)
        if let secret {
            object["client_secret"] = .string(secret.revealed())
            object["client_secret_expires_at"] = 0
        }
        object["registration_client_uri"] = .string(
            configuration.endpoint("/oauth2/register/\(FormURLEncoded.encodeComponent(client.clientID))"))
        object["registration_access_token"] = registrationAccessToken.map { .string($0.revealed()) }
        return .object(object)
    }
}

extension Client {
    /// Whether it authenticates by a secret.
    var hasSecret: Bool {
        authenticationMethods.contains(.clientSecretBasic) || authenticationMethods.contains(.clientSecretPost)
    }
}
