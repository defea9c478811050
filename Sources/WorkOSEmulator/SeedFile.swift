package import OAuth

/// What a seed file asks for, read and checked: every reference in it resolves.
package struct SeedFile: Sendable {
    /// An organization.
    package struct OrganizationSeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var name: String
    }

    /// Which organization something belongs to: its place in `organizations`.
    package typealias OrganizationIndex = Int

    /// An M2M application.
    package struct ApplicationSeed: Sendable {
        package var name: String
        package var description: String?
        package var organization: OrganizationIndex
        package var scopes: ScopeSet
        package var audience: String?
        /// Pinned, or made when it is created.
        package var clientID: String?
        /// Pinned, or made when it is created.
        package var clientSecret: Secret?
    }

    /// An organization's API key.
    package struct APIKeySeed: Sendable {
        package var name: String
        package var organization: OrganizationIndex
        /// The key itself; begins with `sk_`.
        package var value: Secret
        package var permissions: ScopeSet
        package var expiresAt: Timestamp?
    }

    package var organizations: [OrganizationSeed] = []
    package var applications: [ApplicationSeed] = []
    package var apiKeys: [APIKeySeed] = []
}

/// Something wrong in a seed file.
package struct SeedProblem: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    package var line: Int
    /// The key, such as `apiKeys[0].value`.
    package var key: String
    /// What is wrong and how to mend it.
    package var message: String

    package var description: String { "line \(line): \(key): \(message)" }
}

/// All that is wrong in a seed file, at once.
package struct SeedError: Error, Sendable {
    package var problems: [SeedProblem]
}
