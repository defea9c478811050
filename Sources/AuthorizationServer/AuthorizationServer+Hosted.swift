package import OAuth
package import Storage

// What the sign-in pages that are no part of OAuth need of the authorization server: its people, their browsers, and the
// check of their passwords. All of them share one sign-in.
extension AuthorizationServer {
    /// Who is signed in at the browser, recently enough for this interaction.
    package func signedIn(
        _ browser: Browser, for interaction: Interaction, _ freshness: SignInFreshness
    ) async throws(OAuthError) -> (user: User, session: SignInSession)? {
        guard let person = try await people.signedIn(browser) else { return nil }
        guard let digest = AuthorizationServer.digest(of: interaction) else { return (person.user, person.session) }
        return freshness.accepts(person.session, for: digest, at: clock.now()) ? (person.user, person.session) : nil
    }

    /// Whom a developer may sign in as without a password; empty where that is off.
    package func signInChoices() async throws(OAuthError) -> [User] { try await people.choices() }

    /// Whether a developer may sign in as somebody without a password.
    package var isSignInByPickingOn: Bool { configuration.isSignInByPickingOn }

    /// Checks a password, slowing down whoever guesses.
    /// - Parameter address: where the guess comes from.
    package func identify(
        email: String, password: Secret, from address: String
    ) async throws(SignInFailure) -> User {
        let browser = Browser(session: nil, address: address)
        do throws(SignInFailure) {
            return try await people.identify(.password(email: email, password: password), browser)
        } catch {
            await people.record("sign_in.refused", subject: nil, browser, ["reason": error.reason])
            throw error
        }
    }

    /// Slows down whoever guesses at something of somebody.
    /// - Parameters:
    ///   - name: what is guessed at.
    ///   - check: throws `wrongCode` for a wrong guess.
    package func guess(
        _ name: String, from address: String, _ check: () async throws(SignInFailure) -> Void
    ) async throws(SignInFailure) {
        if let wait = people.throttle.begin(name, from: address) { throw .throttled(retryAfter: wait) }
        do throws(SignInFailure) {
            try await check()
        } catch {
            if error != .wrongCode { people.throttle.takeBack(name, from: address) }
            throw error
        }
        people.throttle.recordSuccess(of: name, from: address)
    }

    /// Counts somebody who signs up.
    /// - Throws: `throttled` when there were too many from this network address.
    package func countSignUp(from address: String) throws(SignInFailure) {
        if let wait = people.signUps.wait(for: address) { throw .throttled(retryAfter: wait) }
    }

    /// Counts something that a visitor begins who is not signed in, as devices are counted.
    /// - Throws: `throttled` when there were too many from this network address.
    package func countVisit(from address: String) throws(SignInFailure) {
        if let wait = deviceEndpoint.limiter.wait(for: address) { throw .throttled(retryAfter: wait) }
    }

    /// Signs somebody in whose identity is beyond doubt.
    package func signIn(
        _ user: User, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        try await people.establish(user, for: AuthorizationServer.digest(of: interaction), browser)
    }

    /// The sign-in has done what it was made for.
    package func settle(_ session: SignInSession, organizationID: String?) async {
        guard let user = try? await people.users.user(id: session.userID) else { return }
        await people.settle(SignedIn(user: user, session: session), organizationID: organizationID)
    }

    /// Which request an interaction is, for sign-ins that count for one request alone.
    static func digest(of interaction: Interaction) -> SecretHash? {
        switch interaction {
        case .authorize(let query), .hosted(_, let query): AuthorizationRequestChecker.identity(of: query).0
        case .device: nil
        }
    }
}
