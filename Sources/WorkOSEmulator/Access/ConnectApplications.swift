internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// The operations of Connect applications, which are the clients of the authorization server.
enum ConnectApplications {
    private static let path = "/connect/applications"

    static let operations = [
        Operation(.get, path, list), Operation(.post, path, create), Operation(.get, "\(path)/{id}", read),
        Operation(.put, "\(path)/{id}", update), Operation(.delete, "\(path)/{id}", delete),
    ]

    /// The application with this identifier or this `client_id`.
    static func find(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Client {
        let found = try await stored { () -> Client? in
            if let client = try await context.store.client(applicationID: id) { return client }
            return try await context.store.client(id: id)
        }
        guard let found else { throw .notFound(ResourceType.connectApplication.title, id) }
        return found
    }

    /// Those that the owner of the server made, unless those are asked for that registered themselves.
    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let page = try PageRequest(request)
        var registrations: Set<Client.Registration> = []
        for word in request.queryValues("registration_types") {
            switch word {
            case "authenticated": registrations.insert(.configured)
            case "dynamic": registrations.insert(.dynamic)
            default:
                throw .invalid(
                    "registration_types", "invalid_enum_value",
                    "registration_types must be among dynamic and authenticated.")
            }
        }
        let query = ClientQuery(
            organizationID: request.queryValue("organization_id"),
            registrations: registrations.isEmpty ? [.configured] : registrations, order: page.order,
            cursor: page.cursor, limit: page.limit)
        guard let found = try await stored({ try await context.store.clients(query) }) else {
            throw PageRequest.unknownCursor
        }
        return APIAnswer(
            ListAnswer.json(
                try await show(found.clients, context), first: found.clients.first?.id, last: found.clients.last?.id,
                hasBefore: found.hasBefore, hasAfter: found.hasAfter))
    }

    @Sendable
    private static func create(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let asked = try ConnectApplicationRequest(creating: request.body)
        if let organizationID = asked.organizationID {
            let organization = ResourceReference(
                kind: ResourceReference.organization.kind, title: ResourceReference.organization.title,
                missing: .unprocessable)
            try await context.require(organization, organizationID)
        }
        var client = Client(
            id: context.identifiers.next("conn_app_"), clientID: context.identifiers.next("client_"),
            kind: asked.kind, name: "", organizationID: asked.organizationID, scopes: .none,
            isFirstParty: asked.isFirstParty, createdAt: context.clock.now())
        client.setUp(isPublic: asked.isPublic)
        asked.apply(to: &client)
        do throws(StorageError) {
            try await context.store.insert(client, secrets: [])
        } catch {
            throw APIError(error)
        }
        try await ApplicationSettings.write(asked.settings, of: client, context)
        return APIAnswer(try await show(client, context), status: 201)
    }

    @Sendable
    private static func read(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        APIAnswer(try await show(try await find(request.parameter("id"), context), context))
    }

    @Sendable
    private static func update(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        var client = try await find(request.parameter("id"), context)
        let asked = try ConnectApplicationRequest(updating: client, request.body)
        asked.apply(to: &client)
        client.updatedAt = context.clock.now()
        let updated = client
        guard try await stored({ try await context.store.update(updated, secrets: nil) }) else {
            throw .notFound(ResourceType.connectApplication.title, request.parameter("id"))
        }
        try await ApplicationSettings.write(asked.settings, of: client, context)
        return APIAnswer(try await show(client, context))
    }

    /// Ends everything that it has: secrets, grants with their tokens, codes.
    @Sendable
    private static func delete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let client = try await find(request.parameter("id"), context)
        let revokedUntil = context.clock.now().adding(
            seconds: context.server.configuration.lifetimes.accessToken + 60)
        let isDone = try await stored {
            try await context.store.deleteClient(id: client.clientID, revokedUntil: revokedUntil)
        }
        guard isDone else { throw .notFound(ResourceType.connectApplication.title, request.parameter("id")) }
        try await ApplicationSettings.remove(of: client, context)
        await context.server.revocations.refresh()
        return .empty()
    }

    // MARK: - Answers

    static func show(_ client: Client, _ context: EmulatorContext) async throws(APIError) -> JSONValue {
        try await show([client], context)[0]
    }

    static func show(_ clients: [Client], _ context: EmulatorContext) async throws(APIError) -> [JSONValue] {
        let settings = try await ApplicationSettings.all(of: clients, context)
        return clients.map { .object($0.applicationJSON(settings[$0.id] ?? ApplicationSettings())) }
    }
}
