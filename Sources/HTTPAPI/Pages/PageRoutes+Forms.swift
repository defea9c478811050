internal import AuthorizationServer
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import OAuth

/// What the pages' forms do.
extension PageRoutes {
    @Sendable
    func signIn(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .signIn, visit, origin: origin)
        let attempt: SignInAttempt
        if let user = form["user"] {
            attempt = .pick(userID: user)
        } else if let email = form["email"], let password = form["password"] {
            attempt = .password(email: email, password: Secret(password))
        } else {
            return try await show(form.interaction, failure: (.incomplete, typed: form["email"]), visit)
        }
        if case .hosted = form.interaction { return try await submit(.signIn(attempt), form, visit, logger) }
        do throws(SignInFailure) {
            let session = try await establish(attempt, form.interaction, visit)
            let cookie = cookies.setting(session: session.secret, lifetime: session.lifetime)
            return responder.redirect(to: form.interaction, cookie: cookie)
        } catch {
            if case .unavailable(let detail) = error {
                logger.error("sign-in failed", metadata: ["detail": .string(detail)])
            }
            return try await show(form.interaction, failure: (.refused(error), typed: form["email"]), visit)
        }
    }

    private func establish(
        _ attempt: SignInAttempt, _ interaction: Interaction, _ visit: PageVisit
    ) async throws(SignInFailure) -> NewSession {
        guard let hosted else { return try await engine.signIn(attempt, for: interaction, browser: visit.browser) }
        return try await hosted.signIn(attempt, for: interaction, browser: visit.browser)
    }

    @Sendable
    func signOut(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .signOut, visit, origin: origin)
        await engine.signOut(browser: visit.browser)
        return responder.redirect(to: form.interaction.forgettingOrganization, cookie: cookies.clearingSession)
    }

    @Sendable
    func chooseOrganization(
        _ request: Request, _ visit: PageVisit, _ logger: Logger
    ) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .organization, visit, origin: origin)
        guard let id = form["organization_id"] else { return responder.redirect(to: form.interaction) }
        return responder.redirect(to: form.interaction.choosing(organizationID: id))
    }

    /// The code is judged where the redirect leads, so that the page which tells can be loaded again.
    @Sendable
    func enterUserCode(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .device, visit, origin: origin)
        return responder.redirect(to: .device(userCode: form["user_code"].map { String($0.prefix(128)) }))
    }

    @Sendable
    func decide(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .consent, visit, origin: origin)
        let isApproved: Bool
        switch form["decision"] {
        case "approve": isApproved = true
        case "deny": isApproved = false
        default: throw PageFailure(.badRequest, code: "invalid_request", "The form has no decision.")
        }
        if try await missingFactor(for: form.interaction, visit) != nil {
            return responder.redirect(to: form.interaction)
        }
        let outcome: InteractionOutcome
        let shown = form["shown"] ?? ""
        switch form.interaction {
        case .authorize(let query):
            outcome = await engine.decide(query: query, approved: isApproved, shown: shown, browser: visit.browser)
        case .device(let userCode?, let organizationID):
            outcome = await engine.decideDevice(
                userCode: userCode, organizationID: organizationID, approved: isApproved, shown: shown,
                browser: visit.browser)
        case .device(nil, _), .hosted:
            return responder.redirect(to: form.interaction)
        }
        switch outcome {
        case .redirect(let location): return responder.redirect(to: location)
        case .decided(let approved, let clientName):
            return responder.decided(approved: approved, clientName: clientName)
        case .failure(let error): throw PageFailure(error)
        // Something is to be done first, such as to sign in again.
        case .signIn, .chooseOrganization, .consent, .enterUserCode, .enterCode, .signedOut:
            return responder.redirect(to: form.interaction)
        }
    }
}
