internal import OAuth
internal import Storage

/// The device authorization grant (RFC 8628): the endpoint that devices ask, and the page where people decide.
struct DeviceEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let directory: ClientDirectory
    let checker: AuthorizationRequestChecker
    let people: People
    let devices: any DeviceAuthorizationStore
    let configuration: AuthorizationServerConfiguration
    let throttle: FailureThrottle
    let limiter: RateLimiter
    let audit: any AuditLog
    let random: any RandomSource
    let identifiers: IdentifierGenerator
    let clock: any WallClock

    /// A device begins (RFC 8628 §3.1).
    func begin(
        _ request: DeviceAuthorizationRequest, authorization: String?, from address: String
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        let presented = try request.authentication.presented(authorization: authorization)
        let client = try await authenticator.authenticate(presented, from: address).client
        guard client.grantTypes.contains(.deviceCode) else {
            throw OAuthError(
                .unauthorizedClient,
                "This client is not registered for the grant type \(GrantType.deviceCode.rawValue)")
        }
        let scopes = try checker.scopes(request.scope, client: client)
        let audience = try checker.audiences.audience(for: client, requested: request.resources)
        return try await begin(clientID: client.clientID, scopes: scopes, audience: audience, from: address)
    }

    /// A device begins for a session of a person at an application.
    func beginSession(clientID: String, from address: String) async throws(OAuthError) -> DeviceAuthorizationResponse {
        try await begin(clientID: clientID, scopes: .none, audience: Grant.sessionAudience, from: address)
    }

    private func begin(
        clientID: String, scopes: ScopeSet, audience: String, from address: String
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        if let wait = limiter.wait(for: address) {
            throw OAuthError(.tooManyRequests, "Too many device authorizations from this address", retryAfter: wait)
        }
        let code = random.token()
        let now = clock.now()
        let interval = configuration.lifetimes.devicePollInterval
        let userCode = try await insert { userCode in
            DeviceAuthorization(
                hash: SecretHash(code), userCode: userCode, clientID: clientID, scopes: scopes,
                audience: audience, interval: interval,
                expiresAt: now.adding(seconds: configuration.lifetimes.deviceCode), createdAt: now)
        }
        let page = configuration.endpoint(Interaction.devicePath)
        return DeviceAuthorizationResponse(
            deviceCode: code, userCode: UserCode.display(userCode), verificationURI: page,
            verificationURIComplete: "\(page)?user_code=\(UserCode.display(userCode))",
            expiresIn: configuration.lifetimes.deviceCode, interval: interval)
    }

    /// User codes are short, so two may meet: then another one is taken.
    private func insert(
        _ make: (String) -> DeviceAuthorization
    ) async throws(OAuthError) -> String {
        for _ in 0..<5 {
            let userCode = UserCode.generate(random: random)
            do throws(StorageError) {
                try await devices.insert(make(userCode))
                return userCode
            } catch  where error.code == .conflict {
                continue
            } catch {
                throw .unavailable(error)
            }
        }
        throw OAuthError(.temporarilyUnavailable, "Too many devices wait at the moment", retryAfter: 10)
    }

    /// The page (RFC 8628 §3.3): sign-in, the code, the organization, consent, in this order.
    func respond(
        userCode typed: String?, organizationID: String?, decision: AuthorizeEndpoint.Decision, browser: Browser
    ) async -> InteractionOutcome {
        do throws(OAuthError) {
            guard let person = try await people.signedIn(browser) else {
                return .signIn(SignInPrompt(people: try await people.choices()))
            }
            guard let typed else { return .enterUserCode(UserCodePrompt(email: person.user.email)) }
            guard let (found, client) = try await find(typed, person, browser) else {
                return .enterUserCode(UserCodePrompt(rejected: typed, email: person.user.email))
            }
            if decision == .denied { return try await deny(found, client, person, browser) }
            let organizations = try await people.organizations(of: person.user)
            var organization = organizations.first
            if let organizationID {
                organization = organizations.first { $0.id.utf8.elementsEqual(organizationID.utf8) }
                guard organization != nil else {
                    throw OAuthError(.accessDenied, "The person is not a member of the organization")
                }
            } else if organizations.count > 1 {
                return .chooseOrganization(
                    OrganizationPrompt(
                        clientName: client.name, email: person.user.email, organizations: organizations))
            }
            let prompt = prompt(found, client, person, organization)
            guard case .approved(let shown) = decision, constantTimeEqual(shown.utf8, prompt.digest.utf8) else {
                return .consent(prompt)
            }
            return try await approve(found, client, person, organization, browser)
        } catch {
            return .failure(error)
        }
    }

    /// Guessing codes is slowed down for each person (RFC 8628 §5.1).
    private func find(
        _ typed: String, _ person: SignedIn, _ browser: Browser
    ) async throws(OAuthError) -> (DeviceAuthorization, Client)? {
        let name = "user code by \(person.user.id)"
        if let wait = throttle.wait(for: name, from: browser.address) {
            throw OAuthError(.tooManyRequests, "Too many wrong codes; wait a moment", retryAfter: wait)
        }
        let now = clock.now()
        guard let userCode = UserCode.normalize(typed),
            let found = try await stored({ try await devices.deviceAuthorization(userCode: userCode, at: now) }),
            let client = try await client(of: found)
        else {
            throttle.recordFailure(of: name, from: browser.address)
            return nil
        }
        return (found, client)
    }

    private func client(of device: DeviceAuthorization) async throws(OAuthError) -> Client? {
        guard device.isForSession else { return try await directory.client(id: device.clientID) }
        return Client(
            id: device.clientID, clientID: device.clientID, kind: .application, name: "This application",
            organizationID: nil, scopes: .none, authenticationMethods: [.none],
            grantTypes: [.deviceCode, .refreshToken], createdAt: device.createdAt)
    }

    private func deny(
        _ found: DeviceAuthorization, _ client: Client, _ person: SignedIn, _ browser: Browser
    ) async throws(OAuthError) -> InteractionOutcome {
        let now = clock.now()
        _ = try await stored { try await devices.decide(.denied, userCode: found.userCode, at: now) }
        await record("device.denied", found, person, nil, browser)
        return .decided(approved: false, clientName: client.name)
    }

    private func approve(
        _ found: DeviceAuthorization, _ client: Client, _ person: SignedIn, _ organization: Organization?,
        _ browser: Browser
    ) async throws(OAuthError) -> InteractionOutcome {
        let now = clock.now()
        let grant = Grant(
            id: identifiers.next(found.isForSession ? "session_" : "app_consent_"), clientID: client.clientID,
            subject: person.user.id, organizationID: organization?.id, scopes: found.scopes, audience: found.audience,
            allowsRefresh: client.getsRefreshToken(for: found.scopes),
            authenticatedAt: person.session.authenticatedAt, createdAt: now)
        let isFirst = try await stored {
            try await devices.decide(.approved(grant), userCode: found.userCode, at: now)
        }
        guard isFirst else { throw OAuthError(.invalidRequest, "The code was decided on elsewhere, or has expired") }
        await record("device.approved", found, person, grant.id, browser)
        return .decided(approved: true, clientName: client.name)
    }

    private func prompt(
        _ found: DeviceAuthorization, _ client: Client, _ person: SignedIn, _ organization: Organization?
    ) -> ConsentPrompt {
        ConsentPrompt(
            clientName: client.name, clientURI: client.shownURI, registration: client.registration,
            clientID: client.clientID, redirectURI: nil, userCode: UserCode.display(found.userCode),
            scopes: found.scopes, audience: found.audience, organization: organization, email: person.user.email)
    }

    private func record(
        _ action: String, _ found: DeviceAuthorization, _ person: SignedIn, _ grantID: String?, _ browser: Browser
    ) async {
        await audit.record(
            AuditEvent(
                action: action, occurredAt: clock.now(), clientID: found.clientID, subject: person.user.id,
                grantID: grantID, address: browser.address, details: ["scope": found.scopes.parameter]))
    }
}
