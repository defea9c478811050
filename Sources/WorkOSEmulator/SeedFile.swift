package import OAuth
package import Storage

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

    /// A person who can sign in.
    package struct UserSeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var email: String
        /// Absent: they sign in only where a developer may pick them.
        package var password: Secret?
        package var firstName: String?
        package var lastName: String?
        package var isEmailVerified: Bool
        package var memberships: [OrganizationIndex]
    }

    /// A Connect application: an M2M application, or an OAuth application that people sign in to.
    package struct ApplicationSeed: Sendable {
        package var name: String
        package var kind = Client.Kind.machine
        package var description: String?
        /// An M2M application always has one.
        package var organization: OrganizationIndex?
        package var scopes: ScopeSet
        package var audience: String?
        /// Pinned, or made when it is created.
        package var clientID: String?
        /// Pinned, or made when it is created; a public client has none.
        package var clientSecret: Secret?
        package var redirectURIs: [RedirectURI] = []
        package var isFirstParty = false
        /// Whether it is a public client, which proves itself by PKCE alone.
        package var isPublic = false
        /// For `private_key_jwt`.
        package var keys: Client.Keys?
        /// The audiences that it may exchange tokens for (RFC 8693).
        package var exchangeTargets: [String] = []

        /// Whether it gets tokens for itself with a secret, as the simplest commands do.
        package var isMachineWithSecret: Bool { kind == .machine && (keys == nil || clientSecret != nil) }
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
    package var users: [UserSeed] = []
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
