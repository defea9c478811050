internal import Crypto
internal import OAuth
internal import Storage

/// Judges what a client asks for at the authorization endpoint (RFC 6749 §4.1.1), before any person is asked.
struct AuthorizationRequestChecker: Sendable {
    let directory: ClientDirectory
    let audiences: AudienceResolver
    let configuration: AuthorizationServerConfiguration

    /// The client and where answers go. Nothing that fails here may be redirected (RFC 6749 §4.1.2.1).
    func client(of parameters: AuthorizationParameters) async throws(OAuthError) -> CheckedRequest {
        guard let clientID = parameters.clientID else { throw OAuthError(.invalidRequest, "client_id is missing") }
        guard let client = try await directory.client(id: clientID) else {
            throw OAuthError(
                .invalidClient,
                "No client with this client_id is registered here. If the application registered itself earlier, let "
                    + "it register again: remove its kept credentials for this server")
        }
        guard !client.redirectURIs.isEmpty else {
            throw OAuthError(
                .unauthorizedClient,
                "This client has no redirect URI, so nobody can sign in to it; add one to its "
                    + "registration")
        }
        guard let requested = parameters.redirectURI else {
            guard client.redirectURIs.count == 1 else {
                throw OAuthError(
                    .invalidRequest, "redirect_uri is missing, and the client has several registered: name one")
            }
            return CheckedRequest(
                client: client, registered: client.redirectURIs[0], redirectURI: client.redirectURIs[0].text,
                state: parameters.state)
        }
        guard let registered = client.redirectURIs.first(where: { $0.matches(requested) }) else {
            throw OAuthError(
                .invalidRequest,
                "The redirect_uri is not registered for this client; it must match byte for byte, "
                    + "except for the port on loopback")
        }
        return CheckedRequest(
            client: client, registered: registered, redirectURI: requested, state: parameters.state)
    }

    /// The rest of the request.
    func request(
        _ parameters: AuthorizationParameters, _ checked: CheckedRequest, query: String
    ) throws(OAuthError) -> GrantableRequest {
        guard checked.client.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "This client is not registered for the grant type authorization_code")
        }
        let request = try AuthorizationRequest(parameters)
        let scopes = try self.scopes(request.scope, client: checked.client)
        let audience = try audiences.audience(for: checked.client, requested: request.resources)
        let (digest, organizationID) = AuthorizationRequestChecker.identity(of: query)
        return GrantableRequest(
            checked: checked, request: request, scopes: scopes, audience: audience, digest: digest,
            organizationID: organizationID)
    }

    /// - Throws: `invalid_scope` for one that this server does not know or the client is not registered for.
    func scopes(_ requested: ScopeSet?, client: Client) throws(OAuthError) -> ScopeSet {
        let supported = configuration.supportedScopes
        guard let requested else {
            return client.scopes.isEmpty
                ? configuration.defaultScopes
                : ScopeSet(validating: client.scopes.values.filter(supported.contains)) ?? .none
        }
        // What a client said of its scopes when it registered itself binds nobody: the person decides.
        let ceiling = client.registration == .configured && !client.scopes.isEmpty ? client.scopes : supported
        for scope in requested.values where !supported.contains(scope) {
            throw OAuthError(.invalidScope, "This server does not know the scope \(scope.prefix(100))")
        }
        for scope in requested.values
        where !ceiling.contains(scope) && !AuthorizationServerConfiguration.openIDScopes.contains(scope) {
            throw OAuthError(.invalidScope, "The client is not registered for the scope \(scope.prefix(100))")
        }
        return requested
    }

    /// The request without the choice of organization that a page added, hashed; and that choice.
    static func identity(of query: String) -> (SecretHash, String?) {
        var organizationID: String?
        let pairs = FormURLEncoded.parse(Array(query.utf8)) ?? []
        var request: [(String, String)] = []
        for (name, value) in pairs {
            if name == "organization_id" { organizationID = value } else { request.append((name, value)) }
        }
        let digest = SHA256.hash(data: Array(FormURLEncoded.serialize(request).utf8))
        return (SecretHash(digest: Array(digest)), organizationID.flatMap { $0.isEmpty ? nil : $0 })
    }
}
