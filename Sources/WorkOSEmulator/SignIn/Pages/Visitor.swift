internal import AuthorizationServer
internal import OAuth
internal import Storage

/// Somebody at a browser who signs in.
struct Visitor: Sendable {
    let browser: Browser
    let context: EmulatorContext

    /// - Parameter provider: what the page stands in for.
    func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, provider: String? = nil
    ) async throws(APIError) -> NewSession {
        switch attempt {
        case .pick(let id):
            guard context.server.isSignInByPickingOn,
                let user = try await stored({ try await context.store.user(id: id) })
            else { throw APIError(SignInFailure.wrongCredentials) }
            // Where no password is asked for, nobody has to show anything else.
            return try await establish(
                user, .magicAuth, provider: provider, hasSecondFactor: true, for: interaction)
        case .password(let email, let password):
            let user: User
            do throws(SignInFailure) {
                user = try await context.server.identify(email: email, password: password, from: browser.address)
            } catch { throw APIError(error) }
            return try await establish(
                user, .password, provider: provider, hasSecondFactor: false, for: interaction)
        }
    }

    func establish(
        _ user: User, _ method: AuthenticationMethod, provider: String? = nil, hasSecondFactor: Bool,
        for interaction: Interaction
    ) async throws(APIError) -> NewSession {
        let session: NewSession
        do throws(SignInFailure) {
            session = try await context.server.signIn(user, for: interaction, browser: browser)
        } catch { throw APIError(error) }
        try await BrowserSignIn.keep(
            session, userID: user.id, method, provider: provider, hasSecondFactor: hasSecondFactor, context)
        return session
    }

    // MARK: - Codes

    /// Judges a code of the person's authenticator application.
    func enter(factor code: String, of userID: String, _ signIn: inout BrowserSignIn) async throws(APIError) {
        try await guess("second factor of \(userID)") { () async throws(APIError) in
            guard try await AuthenticationFactors.use(code: code, ofUser: userID, context) else {
                throw APIError(SignInFailure.wrongCode)
            }
        }
        try await signIn.set(hasSecondFactor: true, context)
    }

    /// Slows down whoever guesses codes, over all the codes that are sent.
    func guess(_ name: String, _ check: () async throws(APIError) -> Void) async throws(APIError) {
        var refusal: APIError?
        do throws(SignInFailure) {
            try await context.server.guess(name, from: browser.address) { () async throws(SignInFailure) in
                do throws(APIError) {
                    try await check()
                } catch {
                    refusal = error
                    throw HostedPages.failure(error)
                }
            }
        } catch {
            throw refusal ?? APIError(error)
        }
    }
}
