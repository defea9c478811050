package import AuthorizationServer
internal import Storage

/// Asks which of several organizations the tokens are for.
package struct OrganizationPage: Page {
    package static let template = PageTemplate.organization

    struct Choice: Sendable {
        let id: String
        let name: String
        let initial: String
    }

    let form: SealedForm
    let signOut: SealedForm
    let clientName: String
    let email: String
    let organizations: [Choice]

    package init(prompt: OrganizationPrompt, forms: FormMaker) {
        form = forms.form(.organization)
        signOut = forms.form(.signOut)
        clientName = ClientName.shown(prompt.clientName)
        email = DisplayText.clean(prompt.email, longest: 254) ?? ""
        organizations = prompt.organizations.map { organization in
            let name = DisplayText.clean(organization.name) ?? organization.id
            return Choice(id: organization.id, name: name, initial: name.prefix(1).uppercased())
        }
    }
}
