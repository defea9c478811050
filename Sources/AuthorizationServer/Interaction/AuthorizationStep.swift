internal import OAuth
internal import Storage

/// An authorization request whose client and redirect URI are beyond doubt: from here on errors may go to the client.
struct CheckedRequest: Sendable {
    var client: Client
    /// As registered.
    var registered: RedirectURI
    /// As requested, or the only registered one.
    var redirectURI: String
    var state: String?
}

/// A request that could be granted, if the person agrees.
struct GrantableRequest: Sendable {
    var checked: CheckedRequest
    var request: AuthorizationRequest
    var scopes: ScopeSet
    var audience: String
    /// Which request this is, for sign-ins that count for one request alone.
    var digest: SecretHash
    /// The organization that was chosen on the page for it.
    var organizationID: String?
}

/// A person at a browser.
struct SignedIn: Sendable {
    var user: User
    var session: SignInSession
}
