internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Signing a person out of an identity provider: the application asks for a token, and the browser brings it.
enum SingleSignOnLogout {
    static let operations = [Operation(.post, "/sso/logout/authorize", authorize)]

    static let path = "/sso/logout"
    private static let kind = "sso_logout_token"
    /// Seconds.
    private static let lifetime: Int64 = 600

    @Sendable
    private static func authorize(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        guard let id = request.body["profile_id"]?.string, !id.isEmpty else {
            throw .invalid("profile_id", "required", "profile_id is required.")
        }
        guard try await isKnown(id, context) else { throw .notFound("Profile", id) }
        let token = context.random.token()
        let now = context.clock.now()
        let resource = Resource(
            id: context.identifiers.next("sso_logout_token_"), kind: kind, hidden: ["profile_id": .string(id)],
            uniqueKeys: [.hash(SecretHash(token))], expiresAt: now.adding(seconds: lifetime), createdAt: now)
        try await context.commit([.insert(resource)], using: nil)
        // For the browser of the person, by way of the application that asked.
        let text = token.revealed()
        return APIAnswer(
            [
                "logout_url": .string("\(context.configuration.url(path))?token=\(text)"),
                "logout_token": .string(text),
            ])
    }

    /// A profile of a connection, or a person who has none.
    private static func isKnown(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Bool {
        if try await !context.all(.connection, "profile", id).isEmpty { return true }
        guard id.hasPrefix("prof_") else { return false }
        let userID = "user_" + id.dropFirst("prof_".count)
        return try await stored { try await context.store.user(id: userID) } != nil
    }

    /// The browser's visit; the token is used up.
    static func visit(token: String, _ context: EmulatorContext) async throws(APIError) {
        let key = ResourceKey.hash(SecretHash(Secret(token)))
        let found = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let found, let expiresAt = found.expiresAt, context.clock.now() < expiresAt,
            let profile = found.hiddenText("profile_id")
        else { throw unknown }
        let use = OneTime(refusal: unknown) { _ in
            .delete(id: found.id, kind: found.kind, version: found.version)
        }
        try await context.commit([], using: use)
        try await SingleSignOnTokens.end(profile: profile, context)
    }

    private static let unknown = APIError(
        .notFound, "invalid_token", "The logout token is unknown, has expired or was used.")
}
