/// The content of a page, a plain value. Its template sees its members by name.
package protocol Page: Sendable {
    /// The page that it is.
    static var template: PageTemplate { get }
}

/// The templates of the pages.
package enum PageTemplate: String, Sendable, CaseIterable {
    case signIn
    case organization
    case consent
    case userCode
    case decided
    case error
    case oneTimeCode
    case signedOut

    /// Mustache, to be put into the layout.
    var text: String {
        switch self {
        case .signIn: SignInTemplate.text
        case .organization: OrganizationTemplate.text
        case .consent: ConsentTemplate.text
        case .userCode: UserCodeTemplate.text
        case .decided: DecidedTemplate.text
        case .error: ErrorTemplate.text
        case .oneTimeCode: OneTimeCodeTemplate.text
        case .signedOut: SignedOutTemplate.text
        }
    }
}
