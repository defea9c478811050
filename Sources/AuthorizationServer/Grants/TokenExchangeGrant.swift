internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Token exchange (RFC 8693): a resource server that got a token of ours exchanges it for one that another of our
/// resources takes, in the name of the same subject.
struct TokenExchangeGrant: Sendable {
    let context: GrantContext
    let ownTokens: OwnTokens

    private static let accessToken = "urn:ietf:params:oauth:token-type:access_token"
    private static let jwt = "urn:ietf:params:oauth:token-type:jwt"

    func tokens(
        for client: AuthenticatedClient, _ exchange: TokenRequest.TokenExchange, _ request: TokenRequest
    ) async throws(OAuthError) -> IssuedTokens {
        guard client.method != .none, !client.client.exchangeTargets.isEmpty else {
            throw OAuthError(.unauthorizedClient, "This client may not exchange tokens")
        }
        try checkTypes(exchange)
        let subject = try await subjectToken(exchange, client.client)
        let target = try target(exchange, request, client.client)
        let scopes = try scopes(request, subject, client.client)
        let access = try await context.accessTokens.issue(
            AccessTokenIssuer.Content(
                subject: subject.subject ?? "", clientID: client.client.clientID, audience: target, scopes: scopes,
                organizationID: subject.claims["org_id"]?.string, grantID: subject.claims["sid"]?.string,
                actor: TokenExchangeGrant.actor(client.client, subject), notAfter: subject.expiresAt))
        return IssuedTokens(
            response: TokenResponse(
                accessToken: access.token, expiresIn: access.expiresIn, scope: scopes,
                issuedTokenType: TokenExchangeGrant.accessToken),
            subject: subject.subject ?? "", audience: target, grantID: subject.claims["sid"]?.string)
    }

    private func checkTypes(_ exchange: TokenRequest.TokenExchange) throws(OAuthError) {
        let ours = [TokenExchangeGrant.accessToken, TokenExchangeGrant.jwt]
        guard ours.contains(exchange.subjectTokenType) else {
            throw OAuthError(.invalidRequest, "subject_token_type must be \(TokenExchangeGrant.accessToken)")
        }
        guard exchange.actorToken == nil else {
            throw OAuthError(.invalidRequest, "actor_token is not supported: the actor is the authenticated client")
        }
        if let requested = exchange.requestedTokenType, !ours.contains(requested) {
            throw OAuthError(.invalidRequest, "requested_token_type must be \(TokenExchangeGrant.accessToken)")
        }
    }

    private func subjectToken(
        _ exchange: TokenRequest.TokenExchange, _ client: Client
    ) async throws(OAuthError) -> ValidatedToken {
        guard let token = try await ownTokens.valid(exchange.subjectToken), token.subject != nil else {
            throw OAuthError(.invalidGrant, "subject_token is not a valid access token of this server")
        }
        guard token.isMeant(for: client) else {
            throw OAuthError(.invalidGrant, "subject_token was not issued for this client")
        }
        return token
    }

    /// The one audience, by `resource` or by `audience`.
    private func target(
        _ exchange: TokenRequest.TokenExchange, _ request: TokenRequest, _ client: Client
    ) throws(OAuthError) -> String {
        let requested = request.resources + exchange.audiences
        guard requested.count == 1, let target = requested.first else {
            throw OAuthError(.invalidRequest, "Name one target, by resource or by audience")
        }
        guard client.exchangeTargets.contains(where: { $0.utf8.elementsEqual(target.utf8) }) else {
            throw OAuthError(.invalidTarget, "This client may not exchange tokens for the requested target")
        }
        guard !context.configuration.resources.isEmpty else { return target }
        guard let audience = context.audiences.configured(target) else {
            throw OAuthError(.invalidTarget, "This server issues no tokens for the requested target")
        }
        return audience
    }

    private func scopes(
        _ request: TokenRequest, _ subject: ValidatedToken, _ client: Client
    ) throws(OAuthError) -> ScopeSet {
        // What the client is registered for bounds what it can carry on, where that says anything.
        let offered =
            client.scopes.isEmpty
            ? subject.scopes : ScopeSet(validating: subject.scopes.values.filter(client.scopes.contains)) ?? .none
        guard let requested = request.scope else { return offered }
        guard offered.isSuperset(of: requested) else {
            throw OAuthError(
                .invalidScope,
                "An exchange may narrow the scopes of subject_token and of the client, and not widen them")
        }
        return requested
    }

    /// RFC 8693 §4.1: the present actor outermost, with those before it inside.
    private static func actor(_ client: Client, _ subject: ValidatedToken) -> JSONValue {
        var actor: JSONObject = ["sub": .string(client.clientID)]
        actor["act"] = subject.claims["act"]
        return .object(actor)
    }
}

extension ValidatedToken {
    /// Whether the client is among the audiences, by its `client_id` or by the resource that it is.
    func isMeant(for client: Client) -> Bool {
        audiences.contains { audience in
            audience.utf8.elementsEqual(client.clientID.utf8)
                || client.audience.map { audience.utf8.elementsEqual($0.utf8) } ?? false
        }
    }
}
