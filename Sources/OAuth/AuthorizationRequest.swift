/// A request for an authorization code (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OpenID Connect Core 1.0 §3.1.2.1).
package struct AuthorizationRequest: Sendable {
    /// What the client asks the person to be asked (OpenID Connect Core 1.0 §3.1.2.1).
    package enum Prompt: String, Sendable, Hashable, CaseIterable {
        /// Show nothing: answer at once, with a code or an error.
        case none
        case login
        case consent
        case selectAccount = "select_account"
    }

    package var clientID: String
    /// As sent; absent when the client has registered one and leaves it out.
    package var redirectURI: String?
    package var state: String?
    /// Absent when none was asked for.
    package var scope: ScopeSet?
    /// Each time that it was sent.
    package var resources: [String]
    /// Of the method S256.
    package var codeChallenge: String
    package var nonce: String?
    package var prompt: Set<Prompt>
    /// Seconds since the person last signed in.
    package var maxAge: Int64?
    package var loginHint: String?

    /// The most resources of one request.
    package static let mostResources = 8
    /// The longest `nonce` and `login_hint`, in bytes: both are kept.
    package static let longestText = 1024

    /// - Throws: an error that may be redirected to a redirect URI that was found good.
    package init(_ sent: AuthorizationParameters) throws(OAuthError) {
        let parameters = try sent.parameters.get()
        try AuthorizationRequest.checkSupport(parameters)
        clientID = try parameters.required("client_id")
        redirectURI = sent.redirectURI
        state = sent.state
        codeChallenge = try AuthorizationRequest.codeChallenge(parameters)
        scope = try parameters.scope()
        resources = try AuthorizationRequest.resources(parameters)
        prompt = try AuthorizationRequest.prompt(parameters)
        maxAge = try AuthorizationRequest.maxAge(parameters)
        nonce = try AuthorizationRequest.text("nonce", parameters)
        loginHint = try AuthorizationRequest.text("login_hint", parameters)
    }
}
