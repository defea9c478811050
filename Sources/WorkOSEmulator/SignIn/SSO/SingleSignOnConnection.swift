internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Where a single sign-on leads: an organization's connection, or a provider that nobody set up.
struct SingleSignOnConnection: Sendable {
    let id: String
    /// Such as `OktaSAML`.
    let type: String
    let name: String
    let organizationID: String?
    private let kept: [SingleSignOnProfile]
    /// Whether it is a resource, with which its codes and tokens go.
    let isResource: Bool

    /// As many as fit a page.
    private static let mostChoices = 50

    private init(_ resource: Resource) {
        id = resource.id
        type = resource.text("connection_type") ?? "GenericSAML"
        name = resource.text("name") ?? resource.id
        organizationID = resource.text("organization_id")
        kept = (resource.fields["profiles"]?.array ?? []).compactMap(SingleSignOnProfile.init(kept:))
        isResource = true
    }

    private init(provider: String) {
        id = "conn_\(provider)"
        type = provider
        name = provider
        organizationID = nil
        kept = []
        isResource = false
    }

    // MARK: - Found

    static func find(_ id: String, _ context: EmulatorContext) async throws(APIError) -> SingleSignOnConnection {
        let found = try await stored {
            try await context.store.resource(id: id, kind: ResourceType.connection.object)
        }
        guard let found, found.text("state") == "active" else {
            throw .oauth(.badRequest, "connection_invalid", "There is no active connection of this identifier.")
        }
        return SingleSignOnConnection(found)
    }

    /// The organization's first active connection.
    static func ofOrganization(
        _ id: String, _ context: EmulatorContext
    ) async throws(APIError) -> SingleSignOnConnection? {
        try await context.all(.connection, "organization_id", id).first { $0.text("state") == "active" }
            .map(SingleSignOnConnection.init)
    }

    /// The connection that has the domain, or else one of the organization whose domain it is beyond doubt.
    static func ofDomain(
        _ domain: String, _ context: EmulatorContext
    ) async throws(APIError) -> SingleSignOnConnection? {
        let found = try await context.all(.connection, "domain", domain.lowercasedASCII)
            .first { $0.text("state") == "active" }
        if let found { return SingleSignOnConnection(found) }
        let key = ResourceKey("domain", domain.lowercasedASCII)
        let owned = try await stored {
            try await context.store.resource(kind: ResourceType.organizationDomain.object, key: key)
        }
        guard let owned, ["verified", "legacy_verified"].contains(owned.text("state")),
            let owner = owned.text("organization_id")
        else { return nil }
        return try await ofOrganization(owner, context)
    }

    /// The connection of a provider's type that belongs to no organization, or one that stands in for it.
    static func ofProvider(
        _ provider: String, _ context: EmulatorContext
    ) async throws(APIError) -> SingleSignOnConnection {
        guard AuthenticationMethod.providers.contains(provider) else {
            throw .oauth(.badRequest, "invalid_request", "There is no such provider.")
        }
        let found = try await context.all(.connection, "connection_type", provider)
            .first { $0.text("state") == "active" && $0.text("organization_id") == nil }
        return found.map(SingleSignOnConnection.init) ?? SingleSignOnConnection(provider: provider)
    }

    // MARK: - People

    /// Those who can sign in through it.
    func profiles(_ context: EmulatorContext) async throws(APIError) -> [SingleSignOnProfile] {
        guard kept.isEmpty else { return kept }
        guard let organizationID else {
            do throws(OAuthError) {
                return try await context.server.signInChoices().map(SingleSignOnProfile.init)
            } catch { throw APIError(error) }
        }
        let query = ResourceQuery(
            kind: "user", conditions: [.has("organization_id", anyOf: [organizationID])], order: .ascending,
            limit: SingleSignOnConnection.mostChoices)
        return try await stored {
            try await context.store.resources(query)?.resources.map { try SingleSignOnProfile(User(resource: $0)) }
                ?? []
        }
    }

    func profile(_ id: String, _ context: EmulatorContext) async throws(APIError) -> SingleSignOnProfile {
        // Picking stands in for what the provider would ask for.
        guard context.server.isSignInByPickingOn,
            let profile = try await profiles(context).first(where: { $0.id.utf8.elementsEqual(id.utf8) })
        else { throw APIError(.badRequest, "invalid_credentials", "There is no such person at the connection.") }
        return profile
    }
}

/// The page that stands in for an identity provider.
enum SingleSignOnPrompt {
    static func make(
        _ connection: SingleSignOnConnection, _ request: HostedRequest, _ context: EmulatorContext
    ) async throws(APIError) -> SignInPrompt {
        guard context.server.isSignInByPickingOn else {
            throw .oauth(
                .badRequest, "connection_invalid",
                "This server stands in for identity providers only where signing in without a password is on.")
        }
        if request.isSilent { throw .oauth(.badRequest, "login_required", "The person must sign in.") }
        let now = context.clock.now()
        var prompt = SignInPrompt(
            email: request["login_hint"], people: try await connection.profiles(context).map { $0.choice(at: now) },
            redirectURI: request.redirectURI)
        prompt.provider = connection.name
        prompt.takesPasswords = false
        return prompt
    }
}
