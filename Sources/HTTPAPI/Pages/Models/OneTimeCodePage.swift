package import AuthorizationServer

/// Asks for a one-time code.
package struct OneTimeCodePage: Page {
    package static let template = PageTemplate.oneTimeCode

    let form: SealedForm
    let signOut: SealedForm
    /// Whether the code was sent to the address.
    let wasSent: Bool
    let email: String
    let message: String?

    package init(prompt: OneTimeCodePrompt, failure: SignInPage.Failure?, forms: FormMaker) {
        form = forms.form(.code)
        signOut = forms.form(.signOut)
        wasSent = prompt.kind == .emailVerification
        email = DisplayText.clean(prompt.email, longest: 254) ?? ""
        message = failure?.message
    }
}

/// Tells that the person is signed out.
package struct SignedOutPage: Page {
    package static let template = PageTemplate.signedOut

    package init() {}
}
