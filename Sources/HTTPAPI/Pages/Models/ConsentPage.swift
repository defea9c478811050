package import AuthorizationServer
internal import OAuth
internal import Storage

/// Asks for consent: who asks, for what, and where the answer goes.
package struct ConsentPage: Page {
    package static let template = PageTemplate.consent

    let form: SealedForm
    let signOut: SealedForm
    /// Comes back with the decision.
    let shown: String
    let clientName: String
    /// How this server came to know the client; one of three.
    let isSelfRegistered: Bool
    let isConfigured: Bool
    /// The host of the client's metadata document.
    let documentHost: String?
    /// What the client says of itself is linked only on the web.
    let websiteURL: String?
    let websiteHost: String?
    let destination: RedirectDestination?
    let userCode: String?
    let scopes: [ScopeLine]
    let hasScopes: Bool
    let audience: String
    let organization: String?
    let email: String

    package init(prompt: ConsentPrompt, forms: FormMaker) {
        form = forms.form(.consent)
        signOut = forms.form(.signOut)
        shown = prompt.digest
        clientName = ClientName.shown(prompt.clientName)
        isSelfRegistered = prompt.registration == .dynamic
        isConfigured = prompt.registration == .configured
        documentHost =
            prompt.registration == .metadataDocument
            ? HTTPURL(prompt.clientID)?.authority ?? DisplayText.clean(prompt.clientID) : nil
        let website = prompt.clientURI.flatMap(HTTPURL.init)
        websiteURL = website?.text
        websiteHost = website?.authority
        destination = prompt.redirectURI.map(RedirectDestination.init)
        userCode = prompt.userCode.flatMap { DisplayText.clean($0) }
        scopes = prompt.scopes.values.map(ScopeLine.init)
        hasScopes = !scopes.isEmpty
        audience = DisplayText.clean(prompt.audience, longest: 2048) ?? ""
        organization = prompt.organization.map { DisplayText.clean($0.name) ?? $0.id }
        email = DisplayText.clean(prompt.email, longest: 254) ?? ""
    }
}
