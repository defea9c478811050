package import AuthorizationServer
package import OAuth
internal import Storage

// What OAuth's own pages ask of the sign-in that they share.
extension HostedPages {
    package func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        do throws(APIError) {
            return try await Visitor(browser: browser, context: context).signIn(attempt, for: interaction)
        } catch { throw HostedPages.failure(error) }
    }

    package func missingFactor(
        for interaction: Interaction, browser: Browser
    ) async throws(OAuthError) -> OneTimeCodePrompt? {
        do throws(APIError) {
            guard let (user, signIn) = try await signedIn(browser),
                try await signIn.lacksFactor(of: user.id, context)
            else { return nil }
            return OneTimeCodePrompt(
                kind: .authenticator, email: user.email, redirectURI: try await redirectURI(of: interaction))
        } catch { throw error.oauthError }
    }

    package func enterFactor(_ code: String, browser: Browser) async throws(SignInFailure) {
        do throws(APIError) {
            guard let found = try await signedIn(browser) else { return }
            var signIn = found.signIn
            try await Visitor(browser: browser, context: context).enter(factor: code, of: found.user.id, &signIn)
        } catch { throw HostedPages.failure(error) }
    }

    private func signedIn(_ browser: Browser) async throws(APIError) -> (user: User, signIn: BrowserSignIn)? {
        guard let cookie = browser.session else { return nil }
        let now = context.clock.now()
        guard
            let session = try await stored({
                try await context.store.session(hash: SecretHash(cookie), at: now)
            }),
            let user = try await stored({ try await context.store.user(id: session.userID) })
        else { return nil }
        return (user, try await BrowserSignIn.find(session, context))
    }

    /// Where the form may lead in the end, as the request says; whether it may is judged later.
    private func redirectURI(of interaction: Interaction) async throws(APIError) -> RedirectURI? {
        guard case .authorize(let query) = interaction else { return nil }
        let values = values(of: query)
        if let text = values["redirect_uri"] { return try? RedirectURI(text, applicationType: .native) }
        guard let clientID = values["client_id"] else { return nil }
        return try await stored { try await context.store.client(id: clientID)?.redirectURIs.first }
    }
}
