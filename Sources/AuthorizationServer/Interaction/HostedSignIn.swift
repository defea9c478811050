package import OAuth
package import Storage

/// A sign-in page that is no OAuth authorization endpoint.
package enum HostedFlow: String, Sendable, Hashable, CaseIterable {
    /// Begins a session of a person at an application.
    case userManagement = "/user_management/authorize"
    /// Gives an application the profile of a person at an identity provider.
    case singleSignOn = "/sso/authorize"

    package var path: String { rawValue }
}

/// What a person did on a page of a hosted flow.
package enum HostedStep: Sendable {
    case signIn(SignInAttempt)
    case signUp(NewPerson)
    /// Typed a one-time code.
    case code(String)
}

/// What somebody says of themselves to sign up.
package struct NewPerson: Sendable {
    package var email: String
    package var password: Secret
    package var firstName: String?
    package var lastName: String?

    package init(email: String, password: Secret, firstName: String?, lastName: String?) {
        self.email = email
        self.password = password
        self.firstName = firstName
        self.lastName = lastName
    }
}

/// What came of a step.
package enum HostedOutcome: Sendable {
    /// The browser is signed in; the interaction goes on.
    case signedIn(NewSession)
    /// The interaction goes on as it is.
    case advanced
    /// The interaction is over; the browser goes there.
    case redirect(String)
}

/// Judges the sign-in pages that are no part of OAuth, and the pages around them. As with OAuth's own, nothing is issued
/// before the person acts.
package protocol HostedSignIn: Sendable {
    /// What the browser is shown for a request.
    /// - Parameter query: the request's parameters, form-encoded.
    func respond(_ flow: HostedFlow, query: String, browser: Browser) async -> InteractionOutcome

    /// What comes of a form.
    func submit(
        _ step: HostedStep, to flow: HostedFlow, query: String, browser: Browser
    ) async throws(SignInFailure) -> HostedOutcome

    /// Signs somebody in for an interaction of OAuth, whose pages share the sign-in.
    func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession

    /// What whoever is signed in at the browser must show besides a password, before an interaction of OAuth goes on.
    /// - Returns: without a redirect URI, since nobody has judged the request; `nil` when nothing is missing, or nobody is
    ///   signed in.
    func missingFactor(
        for interaction: Interaction, browser: Browser
    ) async throws(OAuthError) -> OneTimeCodePrompt?

    /// Judges the code that `missingFactor` asks for.
    func enterFactor(_ code: String, browser: Browser) async throws(SignInFailure)

    /// Ends a session whose application sends the browser here to sign out.
    /// - Returns: where it goes, and whether the browser's own session ended too.
    func logOut(query: String, browser: Browser) async -> (outcome: InteractionOutcome, endsBrowserSession: Bool)

    /// Ends a person's single sign-on, by the token of the query.
    func logOutOfSingleSignOn(query: String) async -> InteractionOutcome

    /// Where people sign in to OAuth clients in the place of this server's pages, for this authorization request.
    /// - Parameters:
    ///   - browserKey: the hash of the browser's key: no other browser can go on with it.
    ///   - address: where the browser is.
    /// - Returns: `nil` where they sign in at this server.
    func externalSignIn(query: String, browserKey: SecretHash, from address: String) async throws(OAuthError) -> String?

    /// Goes on where an external sign-in was completed.
    func continueExternalSignIn(
        query: String, browserKey: SecretHash, browser: Browser
    ) async throws(OAuthError) -> (interaction: Interaction, session: NewSession)
}
