internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// What the forms of the pages do.
extension SessionPages {
    func submit(_ step: HostedStep, query: String, browser: Browser) async throws(APIError) -> HostedOutcome {
        let request = try await HostedRequest(.userManagement, query: query, context)
        try request.check()
        let provider = try provider(of: request)
        switch step {
        case .signIn(.pick(let id)):
            if let connection = try await connection(of: request) {
                return .redirect(try await signIn(profile: id, connection, request, browser))
            }
            return .signedIn(
                try await visitor(browser).signIn(.pick(userID: id), for: request.interaction, provider: provider))
        case .signIn(let attempt):
            return .signedIn(
                try await visitor(browser).signIn(attempt, for: request.interaction, provider: provider))
        case .signUp(let person): return .signedIn(try await signUp(person, request, browser))
        case .code(let code): return try await enter(code, request, browser)
        }
    }

    private func visitor(_ browser: Browser) -> Visitor { Visitor(browser: browser, context: context) }

    private func signUp(
        _ person: NewPerson, _ request: HostedRequest, _ browser: Browser
    ) async throws(APIError) -> NewSession {
        do throws(SignInFailure) { try context.server.countSignUp(from: browser.address) } catch {
            throw APIError(error)
        }
        // It becomes a hash before it is kept.
        var body: JSONObject = [
            "email": .string(person.email), "password": .string(person.password.revealed()),
        ]
        body["first_name"] = person.firstName.map(JSONValue.string)
        body["last_name"] = person.lastName.map(JSONValue.string)
        let created = try await context.create(.user, body) { $0.hidden["signed_up"] = true }
        guard let user = try await stored({ try await context.store.user(id: created.id) }) else {
            throw APIError(SignInFailure.wrongCredentials)
        }
        return try await visitor(browser).establish(
            user, .password, hasSecondFactor: false, for: request.interaction)
    }

    /// A one-time code, which is the one that the page asked for.
    private func enter(
        _ code: String, _ request: HostedRequest, _ browser: Browser
    ) async throws(APIError) -> HostedOutcome {
        guard let (user, session) = try await signedIn(request, browser) else { return .advanced }
        var signIn = try await BrowserSignIn.find(session, context)
        try await signIn.enter(code, of: user, visitor(browser))
        return .advanced
    }

    // MARK: - Through an identity provider

    /// Signs in whom an identity provider vouches for. Whoever is not known yet becomes known, and a member of the
    /// connection's organization.
    private func signIn(
        profile id: String, _ connection: SingleSignOnConnection, _ request: HostedRequest, _ browser: Browser
    ) async throws(APIError) -> String {
        let profile = try await connection.profile(id, context)
        let user = try await person(profile)
        if let organizationID = connection.organizationID {
            let key = ResourceKey.membership(ofUser: user, in: organizationID)
            let kind = ResourceType.organizationMembership.object
            let known = try await stored { try await context.store.resource(kind: kind, key: key) }
            if known == nil {
                _ = try await OrganizationMemberships.add(
                    userID: user, organizationID: organizationID, roles: profile.roles.isEmpty ? nil : profile.roles,
                    context)
            } else if known?.text("status") != "active" {
                throw SignInSteps.notMember
            }
        }
        var progress = SignInProgress(
            userID: user, clientID: request.clientID, method: .singleSignOn, authenticatedAt: context.clock.now())
        progress.organizationID = connection.organizationID
        progress.ipAddress = browser.address
        return try await SessionPages.finish(progress, request, context)
    }

    private func person(_ profile: SingleSignOnProfile) async throws(APIError) -> String {
        if let user = try await stored({ try await context.store.user(email: profile.email) }) { return user.id }
        var body: JSONObject = ["email": .string(profile.email), "email_verified": true]
        body["first_name"] = profile.firstName.map(JSONValue.string)
        body["last_name"] = profile.lastName.map(JSONValue.string)
        return try await context.create(.user, body).id
    }
}
