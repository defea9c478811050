import AuthorizationServer
import HTTPAPI
import OAuth
import Storage

/// What pages are made of, with good values for whatever a test is not about.
enum PagePrompts {
    static func redirectURI(_ text: String) -> RedirectURI {
        do {
            return try RedirectURI(text, applicationType: .native)
        } catch {
            preconditionFailure("a test's own redirect URI: \(error)")
        }
    }

    static func user(_ id: String, email: String, firstName: String? = nil, lastName: String? = nil) -> User {
        User(id: id, email: email, firstName: firstName, lastName: lastName, createdAt: Timestamp(milliseconds: 0))
    }

    static func organization(_ id: String, _ name: String) -> Organization {
        Organization(id: id, name: name, createdAt: Timestamp(milliseconds: 0))
    }

    static func signIn(
        clientName: String? = "Notebook", email: String? = nil, people: [User] = [],
        redirectURI: String? = "https://app.example.com/callback"
    ) -> SignInPrompt {
        SignInPrompt(
            clientName: clientName, email: email, people: people, redirectURI: redirectURI.map(PagePrompts.redirectURI))
    }

    static func organizations(_ names: [String] = ["Acme", "Beta"]) -> OrganizationPrompt {
        OrganizationPrompt(
            clientName: "Notebook", email: "alice@example.com",
            organizations: names.enumerated().map { organization("org_\($0)", $1) })
    }

    static func consent(
        clientName: String = "Notebook", clientURI: String? = nil, registration: Client.Registration = .configured,
        clientID: String = "client_1", redirectURI: String? = "https://app.example.com/callback",
        userCode: String? = nil, scopes: String = "openid mcp", audience: String = "https://mcp.example.com/mcp",
        organization: String? = nil, email: String = "alice@example.com"
    ) -> ConsentPrompt {
        ConsentPrompt(
            clientName: clientName, clientURI: clientURI, registration: registration, clientID: clientID,
            redirectURI: redirectURI.map(PagePrompts.redirectURI), userCode: userCode,
            scopes: ScopeSet(parameter: scopes) ?? .none, audience: audience,
            organization: organization.map { PagePrompts.organization("org_1", $0) }, email: email)
    }

    static let forms = FormMaker(
        base: "", interaction: .authorize(query: "client_id=c"), seal: FormSeal(key: Secret("key"), session: nil))
}
