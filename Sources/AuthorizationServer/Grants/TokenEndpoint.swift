internal import OAuth
internal import Storage

/// The token endpoint (RFC 6749 §3.2): who asks, then which grant.
struct TokenEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let context: GrantContext
    let authorizationCode: AuthorizationCodeGrant
    let refreshToken: RefreshTokenGrant
    let clientCredentials: ClientCredentialsGrant
    let deviceCode: DeviceCodeGrant
    let jwtBearer: JWTBearerGrant
    let tokenExchange: TokenExchangeGrant

    func respond(
        to request: TokenRequest, authorization: String?, from address: String
    ) async throws(OAuthError) -> TokenResponse {
        var client: Client?
        do throws(OAuthError) {
            let presented = try request.authentication.presented(authorization: authorization)
            let authenticated = try await authenticator.authenticate(presented, from: address)
            client = authenticated.client
            let issued = try await tokens(for: authenticated, request)
            await record(issued, authenticated.client, request, address)
            return issued.response
        } catch {
            await record(error, client, request, address)
            throw error
        }
    }

    private static let unsupported = OAuthError(
        .unsupportedGrantType, "This server does not support the requested grant type")

    private func tokens(
        for authenticated: AuthenticatedClient, _ request: TokenRequest
    ) async throws(OAuthError) -> IssuedTokens {
        let client = authenticated.client
        if case .unsupported = request.grant { throw TokenEndpoint.unsupported }
        // A refresh token is permission enough: whoever was given one may use it. Exchange has targets for that.
        let needsRegistration = ![.refreshToken, .tokenExchange].contains(request.grantType)
        guard !needsRegistration || client.grantTypes.contains(request.grantType) else {
            throw OAuthError(
                .unauthorizedClient, "This client is not registered for the grant type \(request.grantType.rawValue)")
        }
        switch request.grant {
        case .authorizationCode(let code, let redirectURI, let codeVerifier):
            return try await authorizationCode.tokens(
                for: client, code: code, redirectURI: redirectURI, codeVerifier: codeVerifier,
                resources: request.resources)
        case .refreshToken(let token):
            return try await refreshToken.tokens(for: client, refreshToken: token, request)
        case .clientCredentials:
            guard authenticated.method != .none else {
                throw OAuthError(.unauthorizedClient, "A public client cannot use client credentials")
            }
            return try await clientCredentials.tokens(for: client, request)
        case .deviceCode(let code):
            return try await deviceCode.tokens(
                for: client, deviceCode: code, resources: request.resources)
        case .jwtBearer(let assertion):
            guard authenticated.method != .none else {
                throw OAuthError(.unauthorizedClient, "A public client cannot use an identity assertion")
            }
            return try await jwtBearer.tokens(for: client, assertion: assertion, request)
        case .tokenExchange(let exchange):
            return try await tokenExchange.tokens(for: authenticated, exchange, request)
        case .unsupported: throw TokenEndpoint.unsupported
        }
    }

    private func record(_ issued: IssuedTokens, _ client: Client, _ request: TokenRequest, _ address: String) async {
        await context.audit.record(
            AuditEvent(
                action: issued.isRotation ? "token.rotated" : "token.issued", occurredAt: context.clock.now(),
                clientID: client.clientID, subject: issued.subject, grantID: issued.grantID, address: address,
                details: [
                    "grant_type": request.grantType.rawValue, "scope": issued.response.scope.parameter,
                    "audience": issued.audience,
                ]))
    }

    private func record(_ error: OAuthError, _ client: Client?, _ request: TokenRequest, _ address: String) async {
        // Waiting for a person's decision is no refusal.
        guard error.code != .authorizationPending, error.code != .slowDown else { return }
        await context.audit.record(
            AuditEvent(
                action: "token.refused", occurredAt: context.clock.now(), clientID: client?.clientID,
                address: address,
                details: ["grant_type": request.grantName, "error": error.code.rawValue]))
    }
}

extension TokenRequest {
    /// The grant type for the audit log. What a stranger wrote in its place may be a secret that went astray.
    fileprivate var grantName: String {
        if case .unsupported = grant { "unsupported" } else { grantType.rawValue }
    }
}
