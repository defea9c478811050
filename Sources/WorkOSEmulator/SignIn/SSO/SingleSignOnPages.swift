internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// The page of `GET /sso/authorize`: in the place of an identity provider, which knows everybody who is picked there.
struct SingleSignOnPages: Sendable {
    let context: EmulatorContext

    func respond(query: String) async -> InteractionOutcome {
        let request: HostedRequest
        do throws(APIError) {
            request = try await HostedRequest(.singleSignOn, query: query, context)
        } catch {
            return .failure(error.oauthError)
        }
        do throws(APIError) {
            try request.check()
            return .signIn(try await SingleSignOnPrompt.make(try await connection(of: request), request, context))
        } catch {
            return .redirect(request.failure(error))
        }
    }

    func submit(_ step: HostedStep, query: String) async throws(APIError) -> HostedOutcome {
        let request = try await HostedRequest(.singleSignOn, query: query, context)
        try request.check()
        guard case .signIn(.pick(let id)) = step else {
            throw APIError(.badRequest, "invalid_credentials", "Pick somebody.")
        }
        let connection = try await connection(of: request)
        let profile = try await connection.profile(id, context)
        let code = try await SignInCodes.issue(
            .profile, clientID: request.clientID, challenge: request.codeChallenge,
            content: ["profile": profile.json(connection)],
            parents: (connection.isResource ? [connection.id] : []) + (profile.userID.map { [$0] } ?? []), context)
        return .redirect(request.success(code))
    }

    /// One of `connection`, `organization`, `provider` and a domain says which it is.
    private func connection(of request: HostedRequest) async throws(APIError) -> SingleSignOnConnection {
        if let id = request["connection"] { return try await .find(id, context) }
        if let id = request["organization"] {
            guard let found = try await SingleSignOnConnection.ofOrganization(id, context) else {
                throw .oauth(.badRequest, "connection_invalid", "The organization has no active connection.")
            }
            return found
        }
        if let provider = request["provider"] { return try await .ofProvider(provider, context) }
        guard let domain = request["domain"] ?? request["domain_hint"] else {
            throw .oauth(.badRequest, "invalid_request", "Name a connection, an organization or a provider.")
        }
        guard let found = try await SingleSignOnConnection.ofDomain(domain, context) else {
            throw .oauth(.badRequest, "connection_invalid", "No active connection has this domain.")
        }
        return found
    }
}
