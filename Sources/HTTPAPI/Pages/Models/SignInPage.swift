package import AuthorizationServer
internal import Storage

/// Asks the person to sign in.
package struct SignInPage: Page {
    package static let template = PageTemplate.signIn

    /// One of those whom a developer may sign in as.
    package struct Person: Sendable {
        let id: String
        let name: String
        /// Absent where it is the name.
        let email: String?
        let initial: String

        init(_ user: User) {
            let address = DisplayText.clean(user.email) ?? user.id
            id = user.id
            name = user.name.flatMap { DisplayText.clean($0) } ?? address
            email = name == address ? nil : address
            initial = name.prefix(1).uppercased()
        }
    }

    let form: SealedForm
    /// Where it makes an account.
    let signUp: SealedForm?
    /// What the page stands in for.
    let provider: String?
    let takesPasswords: Bool
    /// Whether both ways are open.
    let hasDivider: Bool
    /// The page for the other purpose, as links lead to it.
    let otherLink: String?
    let clientName: String?
    let people: [Person]
    let hasPeople: Bool
    /// What stands in the field already.
    let email: String?
    let message: String?
    /// Whether the address or the password is what is wrong.
    let areFieldsWrong: Bool
    /// Which field takes what is typed, where the page has nothing else to do.
    let focusesEmail: Bool
    let focusesPassword: Bool

    /// - Parameters:
    ///   - failure: why the attempt before this did not succeed.
    ///   - typed: the address of that attempt.
    package init(prompt: SignInPrompt, failure: Failure? = nil, typed: String? = nil, forms: FormMaker) {
        form = forms.form(.signIn)
        signUp = prompt.isSignUp ? forms.form(.signUp) : nil
        provider = prompt.provider.flatMap { DisplayText.clean($0) }
        takesPasswords = prompt.takesPasswords
        otherLink = prompt.other.map(forms.link)
        clientName = prompt.clientName.map(ClientName.shown)
        people = prompt.people.map(Person.init)
        hasPeople = !people.isEmpty
        hasDivider = hasPeople && takesPasswords
        let address = typed ?? prompt.email ?? ""
        // Shown in a field that the person can change: no character is taken away, but nothing longer than an address.
        email = (1...254).contains(address.utf8.count) ? address : nil
        message = failure?.message
        areFieldsWrong = failure?.isAboutFields ?? false
        let isOnlyForm = people.isEmpty
        focusesEmail = isOnlyForm && email == nil
        focusesPassword = isOnlyForm && email != nil
    }
}
