internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Sign-ins that wait for one more step: the token that the application is given for it, kept as a hash.
enum PendingAuthentications {
    private static let kind = "pending_authentication"
    /// Seconds.
    private static let lifetime: Int64 = 600

    /// A new token, and the change that keeps it.
    static func make(_ progress: SignInProgress, _ context: EmulatorContext) -> (token: Secret, ResourceChange) {
        let token = context.random.token()
        let now = context.clock.now()
        let resource = Resource(
            id: context.identifiers.next("pending_authentication_"), kind: kind, hidden: progress.json,
            uniqueKeys: [.hash(SecretHash(token))], tags: [ResourceKey("user_id", progress.userID)],
            parents: [progress.userID],
            expiresAt: now.adding(seconds: lifetime), createdAt: now)
        return (token, .insert(resource))
    }

    /// The sign-in that a token stands for. A step that fails leaves the token as it was.
    /// - Throws: `invalid_pending_authentication_token` when it is unknown, expired, used, or another application's.
    static func find(
        _ token: Secret, clientID: String, _ context: EmulatorContext
    ) async throws(APIError) -> (progress: SignInProgress, use: OneTime) {
        let key = ResourceKey.hash(SecretHash(token))
        let found = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let found, let expiresAt = found.expiresAt, context.clock.now() < expiresAt,
            let progress = SignInProgress(json: found.hidden),
            progress.clientID.utf8.elementsEqual(clientID.utf8)
        else { throw unknown }
        let use = OneTime(refusal: unknown) { _ in
            .delete(id: found.id, kind: found.kind, version: found.version)
        }
        return (progress, use)
    }

    /// Ends a person's tokens.
    static func end(
        ofUser id: String, sparing spared: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) {
        try await context.removeAll(kind, ofUser: id, sparing: spared)
    }

    private static let unknown = APIError(
        .badRequest, "invalid_pending_authentication_token",
        "The pending authentication token is unknown, has expired or was used. Let the person sign in again.")
}
