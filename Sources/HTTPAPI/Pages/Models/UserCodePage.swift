package import AuthorizationServer

/// Asks for a device's user code.
package struct UserCodePage: Page {
    package static let template = PageTemplate.userCode

    let form: SealedForm
    let signOut: SealedForm
    let rejected: String?
    let email: String

    package init(prompt: UserCodePrompt, forms: FormMaker) {
        form = forms.form(.device)
        signOut = forms.form(.signOut)
        rejected = prompt.rejected.flatMap { DisplayText.clean($0) }
        email = DisplayText.clean(prompt.email, longest: 254) ?? ""
    }
}
