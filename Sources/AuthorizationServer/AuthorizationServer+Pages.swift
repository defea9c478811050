internal import Crypto
internal import OAuth
internal import Storage

// What people see: each call says what the browser is shown next, or where it goes.
extension AuthorizationServer {
    /// The authorization endpoint (RFC 6749 §3.1).
    package func authorize(query: String, browser: Browser) async -> InteractionOutcome {
        await authorizeEndpoint.respond(query: query, decision: .none, browser: browser)
    }

    /// The person's decision on the consent page.
    /// - Parameter shown: the digest of the prompt that they saw; when it is another one by now, the page is shown again.
    package func decide(
        query: String, approved: Bool, shown: String, browser: Browser
    ) async -> InteractionOutcome {
        await authorizeEndpoint.respond(
            query: query, decision: approved ? .approved(shown: shown) : .denied, browser: browser)
    }

    /// The page where a device's code is confirmed (RFC 8628 §3.3).
    package func device(userCode: String?, organizationID: String?, browser: Browser) async -> InteractionOutcome {
        await deviceEndpoint.respond(
            userCode: userCode, organizationID: organizationID, decision: .none, browser: browser)
    }

    /// The person's decision about a device.
    package func decideDevice(
        userCode: String, organizationID: String?, approved: Bool, shown: String, browser: Browser
    ) async -> InteractionOutcome {
        await deviceEndpoint.respond(
            userCode: userCode, organizationID: organizationID, decision: approved ? .approved(shown: shown) : .denied,
            browser: browser)
    }

    /// Signs a person in. The sign-in counts as a fresh one for this interaction alone.
    package func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        try await people.signIn(attempt, for: AuthorizationServer.digest(of: interaction), browser)
    }

    package func signOut(browser: Browser) async { await people.signOut(browser) }
}
