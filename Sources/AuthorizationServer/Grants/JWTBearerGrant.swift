package import JOSE
internal import OAuth
internal import Storage

/// An issuer whose identity assertions this server takes.
package struct TrustedIssuer: Sendable {
    let issuer: String
    let keys: any KeySource

    package init(issuer: String, keys: any KeySource) {
        self.issuer = issuer
        self.keys = keys
    }
}

/// The JWT bearer grant (RFC 7523 §2.1) for identity assertion JWT authorization grants (ID-JAG): an enterprise's
/// identity provider decides in the person's place.
struct JWTBearerGrant: Sendable {
    let context: GrantContext
    let issuers: [TrustedIssuer]
    let assertions: any AssertionStore
    let users: any UserStore

    func tokens(
        for client: Client, assertion: Secret, _ request: TokenRequest
    ) async throws(OAuthError) -> IssuedTokens {
        let accepted = try await verify(assertion, of: client)
        let resources = try resources(request, accepted)
        let audience = try context.audiences.audience(for: client, requested: resources)
        if let granted = accepted.resources,
            !granted.contains(where: { context.audiences.isSame($0, as: audience) })
        {
            throw OAuthError(.invalidTarget, "The assertion is for a resource that this server does not know")
        }
        let scopes = try scopes(request, accepted, client)
        let now = context.clock.now()
        let candidate = context.identifiers.next("user_")
        // Issuers choose their subjects freely: one of theirs must not be taken for a person of ours.
        let subject = try await stored {
            try await users.subject(
                ofExternal: accepted.subject, issuer: accepted.issuer, orKeep: candidate, at: now)
        }
        let access = try await context.accessTokens.issue(
            AccessTokenIssuer.Content(
                subject: subject, clientID: client.clientID, audience: audience, scopes: scopes,
                organizationID: client.organizationID, authenticatedAt: accepted.authenticatedAt))
        // Last, so that a failure leaves the assertion as it was.
        let isFirst = try await stored {
            try await assertions.use(
                assertion: accepted.tokenID, issuer: accepted.issuer, expiresAt: accepted.expiresAt.adding(seconds: 60))
        }
        guard isFirst else { throw OAuthError(.invalidGrant, "The assertion was used before; get a fresh one") }
        return IssuedTokens(
            response: TokenResponse(accessToken: access.token, expiresIn: access.expiresIn, scope: scopes),
            subject: subject, audience: audience)
    }

    private func verify(_ assertion: Secret, of client: Client) async throws(OAuthError) -> IdentityAssertion {
        guard let token = assertion.withBytes({ UnverifiedToken(compact: $0) }) else {
            throw OAuthError(.invalidGrant, "The assertion is not a JWT")
        }
        guard let claimed = token.claimedIssuer,
            let trusted = issuers.first(where: { $0.issuer.utf8.elementsEqual(claimed.utf8) })
        else { throw OAuthError(.invalidGrant, "The assertion's issuer is not trusted here") }
        guard let keys = await trusted.keys.keys(keyID: token.keyID) else {
            throw OAuthError(
                .temporarilyUnavailable, "The keys of the assertion's issuer cannot be had",
                detail: trusted.keys.lastFailure, retryAfter: 5)
        }
        let rules = AssertionRules(audience: context.configuration.issuer.text)
        switch rules.identityAssertion(
            token, issuer: trusted.issuer, clientID: client.clientID, keys: keys, at: context.clock.now())
        {
        case .accepted(let accepted): return accepted
        case .rejected(let rejection):
            throw OAuthError(
                .invalidGrant,
                "The assertion was refused: it must be an oauth-id-jag+jwt for this server's issuer and this client, "
                    + "signed and not expired", detail: rejection.rawValue)
        case .cannotJudge(let uncertainty):
            throw OAuthError(
                .invalidGrant, "The assertion is signed with a key that its issuer has not published",
                detail: "\(uncertainty)")
        }
    }

    /// The assertion names what the person may use; the request may choose among it.
    private func resources(
        _ request: TokenRequest, _ assertion: IdentityAssertion
    ) throws(OAuthError) -> [String] {
        guard let granted = assertion.resources else { return request.resources }
        guard !request.resources.isEmpty else { return granted }
        for resource in request.resources
        where !granted.contains(where: { $0.utf8.elementsEqual(resource.utf8) }) {
            throw OAuthError(.invalidTarget, "The assertion is not for the requested resource")
        }
        return request.resources
    }

    private func scopes(
        _ request: TokenRequest, _ assertion: IdentityAssertion, _ client: Client
    ) throws(OAuthError) -> ScopeSet {
        let ceiling = client.scopes.isEmpty ? context.configuration.supportedScopes : client.scopes
        let offered = assertion.scopes ?? client.scopes
        let granted = ScopeSet(validating: offered.values.filter(ceiling.contains)) ?? .none
        guard let requested = request.scope else { return granted }
        guard granted.isSuperset(of: requested) else {
            throw OAuthError(.invalidScope, "The assertion or the client does not permit every requested scope")
        }
        return requested
    }
}
