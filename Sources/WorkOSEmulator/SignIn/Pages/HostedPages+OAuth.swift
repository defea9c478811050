package import AuthorizationServer
internal import JSON
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
            guard let found = try await signedIn(browser) else { return nil }
            var signIn = found.signIn
            let isVouchedFor = try await isVouchedFor(found.user, interaction)
            if let kind = try await signIn.missingCode(of: found.user, isVouchedFor: isVouchedFor, context) {
                return OneTimeCodePrompt(kind: kind, email: found.user.email, redirectURI: nil)
            }
            guard !signIn.lacksRequiredFactor(context) else {
                throw .oauth(
                    .forbidden, "access_denied",
                    "A second factor is needed here, and you have none. Enroll one in the application first.")
            }
            return nil
        } catch { throw error.oauthError }
    }

    package func enterFactor(_ code: String, browser: Browser) async throws(SignInFailure) {
        do throws(APIError) {
            guard let found = try await signedIn(browser) else { return }
            var signIn = found.signIn
            try await signIn.enter(code, of: found.user, Visitor(browser: browser, context: context))
        } catch { throw HostedPages.failure(error) }
    }

    /// Whoever the server's owner made, by a seed or the API, has the address that the owner says. A device may ask for a
    /// session, which the WorkOS API gives to nobody with an unverified address.
    private func isVouchedFor(_ user: User, _ interaction: Interaction) async throws(APIError) -> Bool {
        guard case .authorize = interaction else { return false }
        return try await context.find(.user, user.id).hidden["signed_up"] != true
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
}
