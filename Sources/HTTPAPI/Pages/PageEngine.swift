package import AuthorizationServer
package import OAuth

/// What the pages ask of the authorization server.
package protocol PageEngine: Sendable {
    var issuer: HTTPURL { get }
    /// What the browser is shown for an authorization request; nothing is issued before the person acts.
    /// - Parameter query: the request's parameters, form-encoded.
    func authorize(query: String, browser: Browser) async -> InteractionOutcome
    /// The person's decision on the consent page of an authorization request.
    func decide(query: String, approved: Bool, shown: String, browser: Browser) async -> InteractionOutcome
    /// What the browser is shown for a device (RFC 8628 §3.3).
    func device(userCode: String?, organizationID: String?, browser: Browser) async -> InteractionOutcome
    /// The person's decision on the consent page of a device.
    func decideDevice(
        userCode: String, organizationID: String?, approved: Bool, shown: String, browser: Browser
    ) async -> InteractionOutcome
    func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession
    /// Ends the browser's session, if it has one.
    func signOut(browser: Browser) async
}

extension AuthorizationServer: PageEngine {
    package var issuer: HTTPURL { configuration.issuer }
}
