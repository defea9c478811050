internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// The pages that begin a session of a person at an application. It keeps nothing about a request until the person has
/// acted, so asking twice is harmless.
struct SessionPages: Sendable {
    let context: EmulatorContext

    func respond(query: String, browser: Browser) async -> InteractionOutcome {
        let request: HostedRequest
        do throws(APIError) {
            request = try await HostedRequest(.userManagement, query: query, context)
        } catch {
            return .failure(error.oauthError)
        }
        do throws(APIError) {
            try request.check()
            _ = try provider(of: request)
            if let connection = try await connection(of: request) {
                return .signIn(try await SingleSignOnPrompt.make(connection, request, context))
            }
            return try await proceed(request, browser)
        } catch {
            return .redirect(request.failure(error))
        }
    }

    /// The identity provider that the request leads to, if it leads to one.
    func connection(of request: HostedRequest) async throws(APIError) -> SingleSignOnConnection? {
        if let id = request["connection_id"] { return try await SingleSignOnConnection.find(id, context) }
        guard request["provider"] == nil else { return nil }
        if let organizationID = request["organization_id"] {
            return try await SingleSignOnConnection.ofOrganization(organizationID, context)
        }
        return nil
    }

    // MARK: - At this server

    private func proceed(_ request: HostedRequest, _ browser: Browser) async throws(APIError) -> InteractionOutcome {
        guard let (user, session) = try await signedIn(request, browser) else {
            if request.isSilent { throw .oauth(.badRequest, "login_required", "Nobody is signed in.") }
            return .signIn(try await signInPrompt(request))
        }
        var signIn = try await BrowserSignIn.find(session, context)
        if let prompt = try await missingCode(user, &signIn, request) {
            if request.isSilent { throw .oauth(.badRequest, "interaction_required", "The person must type a code.") }
            return .enterCode(prompt)
        }
        let organizationID: String?
        switch try await chooseOrganization(user, request) {
        case .chosen(let id): organizationID = id
        case .ask(let organizations):
            if request.isSilent {
                throw .oauth(.badRequest, "interaction_required", "The person must choose an organization.")
            }
            return .chooseOrganization(
                OrganizationPrompt(
                    clientName: "The application", email: user.email, organizations: organizations,
                    redirectURI: request.redirectURI))
        }
        var progress = SignInProgress(
            userID: user.id, clientID: request.clientID, method: signIn.told,
            authenticatedAt: session.authenticatedAt)
        progress.organizationID = organizationID
        progress.invitationToken = request["invitation_token"]
        progress.hasSecondFactor = signIn.hasSecondFactor
        progress.ipAddress = browser.address
        let location = try await SessionPages.finish(progress, request, context)
        await context.server.settle(session, organizationID: organizationID)
        return .redirect(location)
    }

    /// Sends the browser back to the application with a code.
    static func finish(
        _ progress: SignInProgress, _ request: HostedRequest, _ context: EmulatorContext
    ) async throws(APIError) -> String {
        request.success(
            try await SignInCodes.issue(
                .session, clientID: request.clientID, challenge: request.codeChallenge, content: progress.json,
                parents: [progress.userID], context))
    }

    func signedIn(
        _ request: HostedRequest, _ browser: Browser
    ) async throws(APIError) -> (user: User, session: SignInSession)? {
        do throws(OAuthError) {
            return try await context.server.signedIn(browser, for: request.interaction, request.freshness)
        } catch { throw APIError(error) }
    }

    /// The provider that the page stands in for. It is how whoever signs in there signs in, whatever the page asks them;
    /// of whoever signed in elsewhere it says nothing.
    func provider(of request: HostedRequest) throws(APIError) -> String? {
        guard let provider = request["provider"], provider != "authkit" else { return nil }
        guard AuthenticationMethod.providers.contains(provider) else {
            throw .oauth(.badRequest, "invalid_request", "There is no such provider.")
        }
        return provider
    }

    private func signInPrompt(_ request: HostedRequest) async throws(APIError) -> SignInPrompt {
        var email = request["login_hint"]
        if email == nil, let token = request["invitation_token"] {
            email = try await Invitations.find(token: token, context)?.text("email")
        }
        var prompt: SignInPrompt
        do throws(OAuthError) {
            prompt = SignInPrompt(
                email: email, people: try await context.server.signInChoices(), redirectURI: request.redirectURI)
        } catch { throw APIError(error) }
        if let provider = try provider(of: request) {
            prompt.provider = provider
        } else {
            prompt.isSignUp = request["screen_hint"] == "sign-up"
            if prompt.isSignUp { prompt.people = [] }
            prompt.other = request.interaction.settingParameter(
                "screen_hint", to: prompt.isSignUp ? "sign-in" : "sign-up")
        }
        return prompt
    }

    // MARK: - What else the person must do

    /// Asks for what a password leaves open: that the address is the person's, and their second factor.
    private func missingCode(
        _ user: User, _ signIn: inout BrowserSignIn, _ request: HostedRequest
    ) async throws(APIError) -> OneTimeCodePrompt? {
        try await signIn.missingCode(of: user, context).map {
            OneTimeCodePrompt(kind: $0, email: user.email, redirectURI: request.redirectURI)
        }
    }

    private enum OrganizationChoice {
        case chosen(String?)
        case ask([Organization])
    }

    private func chooseOrganization(
        _ user: User, _ request: HostedRequest
    ) async throws(APIError) -> OrganizationChoice {
        // The invitation says it.
        if request["invitation_token"] != nil { return .chosen(nil) }
        let organizations = try await stored { try await context.store.organizations(ofUser: user.id) }
        if let wanted = request["organization_id"] {
            guard organizations.contains(where: { $0.id.utf8.elementsEqual(wanted.utf8) }) else {
                throw .oauth(
                    .badRequest, "access_denied", "The person is not an active member of the organization.")
            }
            return .chosen(wanted)
        }
        return organizations.count > 1 ? .ask(organizations) : .chosen(organizations.first?.id)
    }
}
