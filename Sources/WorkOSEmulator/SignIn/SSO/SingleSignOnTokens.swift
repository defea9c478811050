internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// `POST /sso/token` and `GET /sso/profile`.
enum SingleSignOnTokens {
    static let operations = [
        Operation(.post, "/sso/token", access: .open, token), Operation(.get, "/sso/profile", access: .open, profile),
    ]

    private static let kind = "sso_access_token"
    /// Seconds.
    private static let lifetime: Int64 = 600

    @Sendable
    private static func token(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let grantType = try member("grant_type", request)
        guard grantType == "authorization_code" else {
            throw .oauth(.badRequest, "unsupported_grant_type", "grant_type must be authorization_code.")
        }
        guard let clientID = try member("client_id", request), let code = try member("code", request) else {
            throw .oauth(.badRequest, "invalid_request", "client_id and code are required.")
        }
        let verifier = try member("code_verifier", request).map { Secret($0) }
        let application = try await SigningInApplication.authenticate(
            clientID: clientID, secret: try member("client_secret", request).map { Secret($0) }, context)
        let found = try await SignInCodes.find(Secret(code), for: .profile, context)
        try await found.check(application: application, verifier: verifier, context)
        guard let profile = found.content["profile"] else { throw SignInCodes.unknown }
        let (token, kept) = make(profile, parents: found.parents, context)
        try await context.commit([.insert(kept)], using: found.use)
        return APIAnswer([
            // The application that asked is who may have it.
            "access_token": .string(token.revealed()), "token_type": "Bearer", "expires_in": .integer(lifetime),
            "profile": profile,
        ])
    }

    @Sendable
    private static func profile(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let token: Secret?
        do throws(OAuthError) { token = try PresentedBearer.token(authorization: request.authorization) } catch {
            throw unauthorized
        }
        guard let token else { throw unauthorized }
        let key = ResourceKey.hash(SecretHash(token))
        let found = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let found, let expiresAt = found.expiresAt, context.clock.now() < expiresAt,
            let profile = found.hidden["profile"]
        else { throw unauthorized }
        return APIAnswer(profile)
    }

    private static let unauthorized = APIError.oauth(
        .unauthorized, "Unauthorized", "The access token is missing, unknown or has expired.")

    /// Ends what a profile's tokens open.
    static func end(profile id: String, _ context: EmulatorContext) async throws(APIError) {
        var query = ResourceQuery(kind: kind, conditions: [.has("profile", anyOf: [id])], limit: 100)
        while let page = try await stored({ try await context.store.resources(query) }) {
            for token in page.resources {
                do throws(StorageError) {
                    try await context.store.commit([.delete(id: token.id, kind: token.kind)])
                } catch {
                    // It went meanwhile.
                    guard error.code == .conflict else { throw APIError(error) }
                }
            }
            guard page.hasAfter, let last = page.resources.last else { break }
            query.cursor = .after(last.id)
        }
    }

    private static func make(
        _ profile: JSONValue, parents: [String], _ context: EmulatorContext
    ) -> (Secret, Resource) {
        let token = context.random.token()
        let now = context.clock.now()
        let resource = Resource(
            id: context.identifiers.next("sso_access_token_"), kind: kind, hidden: ["profile": profile],
            uniqueKeys: [.hash(SecretHash(token))],
            tags: profile["id"]?.string.map { [ResourceKey("profile", $0)] } ?? [],
            parents: parents, expiresAt: now.adding(seconds: lifetime), createdAt: now)
        return (token, resource)
    }

    /// Clients send the parameters in the body, and older ones in the query.
    private static func member(_ name: String, _ request: APIRequest) throws(APIError) -> String? {
        guard let value = request.body[name], value != .null else { return request.queryValue(name) }
        guard let text = value.string, !text.utf8.contains(0) else {
            throw .oauth(.badRequest, "invalid_request", "\(name) must be a string.")
        }
        return text.isEmpty ? nil : text
    }
}
