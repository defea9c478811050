package import OAuth

extension SeedFile {
    /// The API key that WorkOS examples use.
    static let developmentAPIKey = Secret("sk_test_default")

    /// What there is on a developer's machine without a seed file: one organization with one person, one M2M application
    /// with the scopes of the sample MCP server, and the API key that WorkOS examples use.
    package static func development(clientSecret: Secret) -> SeedFile {
        let scopes = ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none
        var seed = SeedFile()
        seed.organizations = [OrganizationSeed(id: "org_development", name: "Development")]
        seed.users = [
            UserSeed(
                id: "user_development", email: "developer@example.com", password: nil, firstName: "Dev",
                lastName: "Eloper", isEmailVerified: true, memberships: [0])
        ]
        seed.applications = [
            ApplicationSeed(
                name: "Development agent", organization: 0, scopes: scopes, clientID: "client_development",
                clientSecret: clientSecret)
        ]
        seed.apiKeys = [
            APIKeySeed(name: "Default", organization: 0, value: developmentAPIKey, permissions: scopes)
        ]
        return seed
    }
}
