internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// The secrets of Connect applications.
enum ClientSecrets {
    static let operations = [
        Operation(.get, "/connect/applications/{id}/client_secrets", list),
        Operation(.post, "/connect/applications/{id}/client_secrets", create),
        Operation(.delete, "/connect/client_secrets/{id}", delete),
    ]

    private static let most = 100

    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let client = try await ConnectApplications.find(request.parameter("id"), context)
        let secrets = try await stored { try await context.store.secrets(ofClient: client.clientID) }
        return APIAnswer(.array(secrets.map { .object(json($0)) }))
    }

    @Sendable
    private static func create(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let client = try await ConnectApplications.find(request.parameter("id"), context)
        guard !client.isPublic else {
            throw APIError(
                .unprocessable, "invalid_request_parameters",
                "Validation failed. An application with uses_pkce is a public client, which has no secret.")
        }
        guard try await stored({ try await context.store.secrets(ofClient: client.clientID) }).count < most else {
            throw APIError(
                .unprocessable, "too_many_secrets", "The application has \(most) secrets already; delete one of them.")
        }
        let secret = context.random.token()
        let kept = ClientSecret(
            id: context.identifiers.next("secret_"), clientID: client.clientID, hash: SecretHash(secret),
            hint: SecretHint.text(of: secret), createdAt: context.clock.now())
        try await stored { try await context.store.insert(kept) }
        if !client.authenticationMethods.contains(.clientSecretBasic) {
            var changed = client
            changed.setUp(isPublic: false)
            let updated = changed
            _ = try await stored { try await context.store.update(updated, secrets: nil) }
        }
        var shown = json(kept)
        // The one time that the secret is shown: its owner needs it, and only a hash is kept.
        shown["secret"] = .string(secret.revealed())
        return APIAnswer(.object(shown), status: 201)
    }

    @Sendable
    private static func delete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let id = request.parameter("id")
        guard try await stored({ try await context.store.deleteSecret(id: id) }) else {
            throw .notFound("Client Secret", id)
        }
        return .empty()
    }

    private static func json(_ secret: ClientSecret) -> JSONObject {
        [
            "object": "connect_application_secret", "id": .string(secret.id), "secret_hint": .string(secret.hint),
            "last_used_at": secret.lastUsedAt.map { .string($0.rfc3339) } ?? .null,
            "created_at": .string(secret.createdAt.rfc3339), "updated_at": .string(secret.updatedAt.rfc3339),
        ]
    }
}
