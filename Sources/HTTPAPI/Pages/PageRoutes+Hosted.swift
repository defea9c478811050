internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import OAuth
internal import Storage

/// The sign-in pages that are no part of OAuth, and the pages around them.
extension PageRoutes {
    func add(_ hosted: any HostedSignIn, to router: Router<ControlPlaneContext>) {
        for flow in HostedFlow.allCases {
            let page: Handler = { request, visit, _ async throws(PageFailure) in
                let query = try PageRoutes.checked(query: request.uri.query ?? "")
                return try await show(.hosted(flow, query: query), visit)
            }
            router.get(RouterPath(flow.path)) { await answer($0, $1, page) }
            router.head(RouterPath(flow.path)) { await answer($0, $1, page).createHeadResponse() }
        }
        router.get("/user_management/sessions/logout") { request, context in
            await answer(request, context) { request, visit, _ async throws(PageFailure) in
                let ended = await hosted.logOut(query: request.uri.query ?? "", browser: visit.browser)
                return try over(ended.outcome, cookie: ended.endsBrowserSession ? cookies.clearingSession : nil)
            }
        }
        router.get("/sso/logout") { request, context in
            await answer(request, context) { request, _, _ async throws(PageFailure) in
                try over(await hosted.logOutOfSingleSignOn(query: request.uri.query ?? ""), cookie: nil)
            }
        }
        router.get("/oauth2/authorize/complete") { request, context in
            await answer(request, context) { request, visit, _ async throws(PageFailure) in
                let (interaction, session) = try await PageRoutes.failing { () async throws(OAuthError) in
                    try await hosted.continueExternalSignIn(
                        query: request.uri.query ?? "", browserKey: SecretHash(visit.key), browser: visit.browser)
                }
                let cookie = cookies.setting(session: session.secret, lifetime: session.lifetime)
                return responder.redirect(to: interaction, cookie: cookie)
            }
        }
    }

    /// Sends the browser to where people sign in instead of here, if there is such a place.
    func externalSignIn(query: String, _ visit: PageVisit) async throws(PageFailure) -> Response? {
        guard let hosted else { return nil }
        let location = try await PageRoutes.failing { () async throws(OAuthError) in
            try await hosted.externalSignIn(query: query, browserKey: SecretHash(visit.key), from: visit.address)
        }
        return location.map {
            responder.redirect(to: $0, cookie: visit.isKeyNew ? cookies.setting(key: visit.key) : nil)
        }
    }

    /// What whoever is signed in must show before an interaction of OAuth goes on; the hosted flows see to it themselves.
    func missingFactor(
        for interaction: Interaction, _ visit: PageVisit
    ) async throws(PageFailure) -> OneTimeCodePrompt? {
        guard let hosted, visit.session != nil else { return nil }
        if case .hosted = interaction { return nil }
        return try await PageRoutes.failing { () async throws(OAuthError) in
            try await hosted.missingFactor(for: interaction, browser: visit.browser)
        }
    }

    /// The end of a visit that has no further step.
    private func over(_ outcome: InteractionOutcome, cookie: String?) throws(PageFailure) -> Response {
        switch outcome {
        case .redirect(let location): return responder.redirect(to: location, status: .found, cookie: cookie)
        case .failure(let error): throw PageFailure(error)
        default:
            var response = responder.signedOut()
            response.headers[.setCookie] = cookie
            return response
        }
    }

    private static func failing<Value>(
        _ body: () async throws(OAuthError) -> Value
    ) async throws(PageFailure) -> Value {
        do throws(OAuthError) {
            return try await body()
        } catch {
            throw PageFailure(error)
        }
    }

    // MARK: - Forms

    @Sendable
    func signUp(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .signUp, visit, origin: origin)
        guard let email = form["email"], let password = form["password"] else {
            return try await show(form.interaction, failure: (.incomplete, typed: form["email"]), visit)
        }
        let person = NewPerson(
            email: email, password: Secret(password), firstName: form["first_name"], lastName: form["last_name"])
        return try await submit(.signUp(person), form, visit, logger)
    }

    @Sendable
    func enterCode(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let form = try await PostedForm.read(request, for: .code, visit, origin: origin)
        guard let code = form["code"] else {
            return try await show(form.interaction, failure: (.incomplete, typed: nil), visit)
        }
        let typed = String(code.filter { $0 != " " }.prefix(32))
        guard case .hosted = form.interaction else {
            return try await enterFactor(typed, form.interaction, visit)
        }
        return try await submit(.code(typed), form, visit, logger)
    }

    private func enterFactor(
        _ code: String, _ interaction: Interaction, _ visit: PageVisit
    ) async throws(PageFailure) -> Response {
        do throws(SignInFailure) {
            try await hosted?.enterFactor(code, browser: visit.browser)
        } catch {
            return try await show(interaction, failure: (.refused(error), typed: nil), visit)
        }
        return responder.redirect(to: interaction)
    }

    func submit(
        _ step: HostedStep, _ form: PostedForm, _ visit: PageVisit, _ logger: Logger
    ) async throws(PageFailure) -> Response {
        guard case .hosted(let flow, let query) = form.interaction, let hosted else {
            return responder.redirect(to: form.interaction)
        }
        do throws(SignInFailure) {
            switch try await hosted.submit(step, to: flow, query: query, browser: visit.browser) {
            case .signedIn(let session):
                let cookie = cookies.setting(session: session.secret, lifetime: session.lifetime)
                return responder.redirect(to: form.interaction, cookie: cookie)
            case .advanced: return responder.redirect(to: form.interaction)
            case .redirect(let location): return responder.redirect(to: location)
            }
        } catch {
            if case .unavailable(let detail) = error {
                logger.error("sign-in failed", metadata: ["detail": .string(detail)])
            }
            return try await show(form.interaction, failure: (.refused(error), typed: form["email"]), visit)
        }
    }
}
