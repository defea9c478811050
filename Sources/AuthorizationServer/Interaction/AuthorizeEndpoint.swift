internal import OAuth
internal import Storage

/// The authorization endpoint (RFC 6749 §3.1). It keeps nothing about a request until the person has acted, so asking
/// twice is harmless.
struct AuthorizeEndpoint: Sendable {
    let checker: AuthorizationRequestChecker
    let people: People
    let consents: any ConsentStore
    let codes: any AuthorizationCodeStore
    let configuration: AuthorizationServerConfiguration
    let audit: any AuditLog
    let random: any RandomSource
    let identifiers: IdentifierGenerator
    let clock: any WallClock

    /// What the person has said so far.
    enum Decision: Sendable, Equatable {
        case none
        /// After a page that showed what this is the digest of (`ConsentPrompt.digest`).
        case approved(shown: String)
        case denied
    }

    func respond(query: String, decision: Decision, browser: Browser) async -> InteractionOutcome {
        var checked: CheckedRequest?
        var hasPersonActed = decision != .none
        do throws(OAuthError) {
            let parameters = try AuthorizationParameters.parse(query: query)
            let client = try await checker.client(of: parameters)
            checked = client
            let grantable = try checker.request(parameters, client, query: query)
            return try await proceed(grantable, decision, browser, &hasPersonActed)
        } catch {
            await record(error, checked?.client, browser)
            // A stranger could otherwise register a redirect URI and use this server to send people there.
            guard let checked, hasPersonActed || checked.client.registration != .dynamic else {
                return .failure(error)
            }
            return .redirect(
                AuthorizationResponse.failure(
                    redirectURI: checked.redirectURI, error: error, state: checked.state,
                    issuer: configuration.issuer.text))
        }
    }

    private func proceed(
        _ grantable: GrantableRequest, _ decision: Decision, _ browser: Browser, _ hasPersonActed: inout Bool
    ) async throws(OAuthError) -> InteractionOutcome {
        let request = grantable.request
        let isSilent = request.prompt.contains(.none)
        guard let person = try await people.signedIn(browser), isFreshEnough(person, for: grantable) else {
            if isSilent { throw OAuthError(.loginRequired, "Nobody is signed in, or not recently enough") }
            return .signIn(
                SignInPrompt(
                    clientName: grantable.checked.client.name, email: request.loginHint,
                    people: try await people.choices(), redirectURI: grantable.checked.registered))
        }
        if decision == .denied {
            await people.settle(person, organizationID: nil)
            throw OAuthError(.accessDenied, "The person denied the request")
        }
        let organizations = try await people.organizations(of: person.user)
        let organization: Organization?
        switch try choose(organizations, grantable, person, isSilent: isSilent) {
        case .chosen(let chosen): organization = chosen
        case .ask:
            return .chooseOrganization(
                OrganizationPrompt(
                    clientName: grantable.checked.client.name, email: person.user.email,
                    organizations: organizations, redirectURI: grantable.checked.registered))
        }
        let key = ConsentKey(
            userID: person.user.id, clientID: grantable.checked.client.clientID,
            resource: grantable.audience, redirectHost: grantable.checked.registered.consentHost)
        let prompt = prompt(grantable, person, organization)
        switch decision {
        case .approved(let shown):
            guard constantTimeEqual(shown.utf8, prompt.digest.utf8) else { return .consent(prompt) }
            let now = clock.now()
            try await stored { try await consents.remember(grantable.scopes, for: key, at: now) }
        case .none, .denied:
            if try await needsConsent(grantable, key, chosenFrom: organizations, person) {
                if isSilent { throw OAuthError(.consentRequired, "The person has not consented to this") }
                return .consent(prompt)
            }
        }
        hasPersonActed = true
        return .redirect(try await issueCode(grantable, person, organization, browser))
    }

    // MARK: - Checks

    private func isFreshEnough(_ person: SignedIn, for grantable: GrantableRequest) -> Bool {
        let prompt = grantable.request.prompt
        let freshness = SignInFreshness(
            needsNewSignIn: prompt.contains(.login) || prompt.contains(.selectAccount),
            maxAge: grantable.request.maxAge)
        return freshness.accepts(person.session, for: grantable.digest, at: clock.now())
    }

    private enum OrganizationChoice {
        case chosen(Organization?)
        case ask
    }

    private func choose(
        _ organizations: [Organization], _ grantable: GrantableRequest, _ person: SignedIn, isSilent: Bool
    ) throws(OAuthError) -> OrganizationChoice {
        if let wanted = grantable.organizationID {
            guard let organization = organizations.first(where: { $0.id.utf8.elementsEqual(wanted.utf8) }) else {
                throw OAuthError(.accessDenied, "The person is not a member of the organization that was asked for")
            }
            return .chosen(organization)
        }
        guard organizations.count > 1 else { return .chosen(organizations.first) }
        guard isSilent else { return .ask }
        guard let last = organizations.first(where: { $0.id == person.session.organizationID }) else {
            throw OAuthError(.interactionRequired, "The person must choose an organization")
        }
        return .chosen(last)
    }

    /// Consent is asked again and again of clients that anyone can impersonate: those that nobody vouches for, and public
    /// ones whose redirect any program on the machine may catch (RFC 8252 §8.6).
    private func needsConsent(
        _ grantable: GrantableRequest, _ key: ConsentKey, chosenFrom organizations: [Organization], _ person: SignedIn
    ) async throws(OAuthError) -> Bool {
        let client = grantable.checked.client
        // A client can name the organization itself; another one than the last is for the person to see.
        if organizations.count > 1, let named = grantable.organizationID, named != person.session.organizationID {
            return true
        }
        if grantable.request.prompt.contains(.consent) || client.registration != .configured { return true }
        let redirect = grantable.checked.registered
        if client.isPublic, redirect.isLoopback || redirect.isPrivateUse { return true }
        if client.isFirstParty { return false }
        let given = try await stored { try await consents.consentedScopes(for: key) }
        return given.map { !$0.isSuperset(of: grantable.scopes) } ?? true
    }

    private func prompt(
        _ grantable: GrantableRequest, _ person: SignedIn, _ organization: Organization?
    ) -> ConsentPrompt {
        let client = grantable.checked.client
        return ConsentPrompt(
            clientName: client.name, clientURI: client.shownURI, registration: client.registration,
            clientID: client.clientID, redirectURI: grantable.checked.registered, userCode: nil,
            scopes: grantable.scopes, audience: grantable.audience, organization: organization,
            email: person.user.email)
    }

    // MARK: - The end

    private func issueCode(
        _ grantable: GrantableRequest, _ person: SignedIn, _ organization: Organization?, _ browser: Browser
    ) async throws(OAuthError) -> String {
        let now = clock.now()
        let code = random.token()
        let client = grantable.checked.client
        let grant = Grant(
            id: identifiers.next("app_consent_"), clientID: client.clientID, subject: person.user.id,
            organizationID: organization?.id, scopes: grantable.scopes, audience: grantable.audience,
            allowsRefresh: client.getsRefreshToken(for: grantable.scopes),
            authenticatedAt: person.session.authenticatedAt, nonce: grantable.request.nonce, createdAt: now)
        let record = AuthorizationCode(
            hash: SecretHash(code), grant: grant,
            redirectURI: grantable.checked.redirectURI,
            codeChallenge: grantable.request.codeChallenge,
            expiresAt: now.adding(seconds: min(60, configuration.lifetimes.authorizationCode)))
        try await stored { try await codes.insert(record) }
        await people.settle(person, organizationID: organization?.id)
        await audit.record(
            AuditEvent(
                action: "code.issued", occurredAt: now, clientID: client.clientID, subject: person.user.id,
                grantID: grant.id, address: browser.address,
                details: ["scope": grant.scopes.parameter, "audience": grant.audience]))
        return AuthorizationResponse.success(
            redirectURI: grantable.checked.redirectURI, code: code, state: grantable.checked.state,
            issuer: configuration.issuer.text)
    }

    private func record(_ error: OAuthError, _ client: Client?, _ browser: Browser) async {
        await audit.record(
            AuditEvent(
                action: "authorization.refused", occurredAt: clock.now(), clientID: client?.clientID,
                address: browser.address, details: ["error": error.code.rawValue]))
    }
}

extension Client {
    /// Where it says that it is described, if that can be believed: a stranger may name any page.
    var shownURI: String? {
        guard let text = information.clientURI, registration != .configured else { return information.clientURI }
        guard let host = HTTPURL(text)?.host else { return nil }
        let own = (redirectURIs.map(\.text) + [clientID]).compactMap { HTTPURL($0)?.host }
        return own.contains { $0.utf8.elementsEqual(host.utf8) } ? text : nil
    }

    /// OpenID clients ask for a refresh token by `offline_access` (OpenID Connect Core §11); plain OAuth clients get one
    /// when they are registered for the grant.
    func getsRefreshToken(for scopes: ScopeSet) -> Bool {
        scopes.contains("offline_access") || (grantTypes.contains(.refreshToken) && !scopes.contains("openid"))
    }
}
