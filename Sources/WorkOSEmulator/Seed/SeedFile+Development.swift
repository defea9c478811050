internal import JSON
package import OAuth

extension SeedFile {
    /// The API key that WorkOS examples use.
    package static let developmentAPIKey = Secret("sk_test_default")

    private static let developmentClientID = "client_development"

    /// What there is on a developer's machine without a seed file: one organization with one person, one M2M application
    /// with the scopes of the sample MCP server, and the API key that WorkOS examples use.
    package static func development(clientSecret: Secret) -> SeedFile {
        let scopes = ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none
        var seed = SeedFile()
        seed.organizations = [OrganizationSeed(id: "org_development", name: "Development")]
        seed.users = [
            UserSeed(
                id: "user_development", email: "developer@example.com", isEmailVerified: true,
                body: [
                    "email": "developer@example.com", "first_name": "Dev", "last_name": "Eloper",
                    "email_verified": true,
                ],
                memberships: [MembershipSeed(organization: .entry(0), roles: [])], place: .nowhere)
        ]
        seed.applications = [
            ApplicationSeed(
                name: "Development agent", organization: .entry(0), scopes: scopes, clientID: developmentClientID,
                clientSecret: clientSecret)
        ]
        seed.apiKeys = [
            APIKeySeed(name: "Default", organization: .entry(0), value: developmentAPIKey, permissions: scopes)
        ]
        return seed
    }

    /// The file with what `standard` has and it leaves out: an M2M application with a secret, an API key, somebody to
    /// sign in as.
    /// - Returns: `nil` when one of its applications has the `client_id` that one of `standard` would get.
    package func completed(by standard: SeedFile) -> SeedFile? {
        var completed = self
        let hasMachine = applications.contains(where: \.isMachineWithSecret)
        guard !hasMachine || users.isEmpty || hasDefaultKey else { return self }
        let offset = organizations.count
        completed.organizations += standard.organizations
        if users.isEmpty { completed.users = standard.users.map { $0.moved(by: offset) } }
        if !hasMachine {
            let taken = applications.compactMap(\.clientID)
            guard !standard.applications.contains(where: { $0.clientID.map(taken.contains) ?? false }) else {
                return nil
            }
            completed.applications += standard.applications.map { $0.moved(by: offset) }
        }
        if hasDefaultKey { completed.apiKeys = standard.apiKeys.map { $0.moved(by: offset) } }
        return completed
    }
}

extension SeedFile.Reference {
    fileprivate func moved(by offset: Int) -> Self {
        if case .entry(let index) = self { .entry(index + offset) } else { self }
    }
}

extension SeedFile.UserSeed {
    fileprivate func moved(by offset: Int) -> Self {
        var copy = self
        for index in copy.memberships.indices {
            copy.memberships[index].organization = copy.memberships[index].organization.moved(by: offset)
        }
        return copy
    }
}

extension SeedFile.ApplicationSeed {
    fileprivate func moved(by offset: Int) -> Self {
        var copy = self
        copy.organization = organization?.moved(by: offset)
        return copy
    }
}

extension SeedFile.APIKeySeed {
    fileprivate func moved(by offset: Int) -> Self {
        var copy = self
        copy.organization = organization.moved(by: offset)
        return copy
    }
}
