package import JSON
package import OAuth
package import Storage

/// What a seed file asks for, read and checked: every reference in it resolves.
package struct SeedFile: Sendable {
    /// Something that another entry names: one of this file, by its place in its list, or one that is there already.
    package enum Reference: Sendable, Hashable {
        case entry(Int)
        case existing(id: String)
    }

    /// Where an entry stands.
    package struct Place: Sendable, Hashable {
        /// Counted from 1.
        package var line: Int
        /// Such as `organizations[0]`.
        package var key: String
    }

    /// A resource, asked for like by a request that creates it.
    package struct ResourceSeed: Sendable {
        /// The kind: `redirect_uri`.
        package var kind: String
        /// Pinned, or made when it is created.
        package var id: String?
        /// The request, without what `references` has.
        package var body: JSONObject
        /// The fields that name organizations and people.
        package var references: [String: Target] = [:]
        package var place: Place

        package struct Target: Sendable, Hashable {
            package var kind: String
            package var reference: Reference
        }
    }

    /// An organization.
    package struct OrganizationSeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var name: String
        /// The request that creates it.
        package var body: JSONObject
        package var place: Place

        package init(id: String? = nil, name: String, body: JSONObject? = nil, place: Place = .nowhere) {
            self.id = id
            self.name = name
            self.body = body ?? ["name": .string(name)]
            self.place = place
        }
    }

    /// A person who can sign in.
    package struct UserSeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var email: String
        /// Absent: they sign in only where a developer may pick them, or by `passwordHash`.
        package var password: Secret?
        /// Made by another system.
        package var passwordHash: PasswordHash?
        package var isEmailVerified: Bool
        /// The request that creates them, without secrets.
        package var body: JSONObject
        package var memberships: [MembershipSeed]
        package var place: Place
    }

    /// That a person belongs to an organization.
    package struct MembershipSeed: Sendable, Hashable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var organization: Reference
        package var roles: [String]
        package var status = OrganizationMembership.Status.active
    }

    /// An API key of an organization, or of a person in it.
    package struct APIKeySeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var name: String
        package var organization: Reference
        /// Whose it is; absent: the organization's own.
        package var user: Reference?
        /// The key itself; begins with `sk_`.
        package var value: Secret
        package var permissions: ScopeSet
        package var expiresAt: Timestamp?
    }

    /// How people sign in, whichever application they go on to.
    package struct AuthKitSeed: Sendable, Hashable {
        /// The one `client_id` that is taken; absent: every one that begins with `client_`.
        package var clientID: String?
        /// Where people sign in to OAuth clients in the place of the server's own pages.
        package var loginURI: HTTPURL?
        /// Whether whoever signs in with a password or a code needs a second factor.
        package var isMultiFactorRequired = false

        package init() {}
    }

    package var authKit = AuthKitSeed()
    package var organizations: [OrganizationSeed] = []
    package var users: [UserSeed] = []
    package var applications: [ApplicationSeed] = []
    package var apiKeys: [APIKeySeed] = []
    /// Of all other kinds, in the order in which they are made.
    package var resources: [ResourceSeed] = []
    /// Keys that open management routes and belong to nobody.
    package var managementKeys: [Secret] = []
    /// Whether the key that WorkOS examples use opens management routes: unless the file lists keys of its own.
    package var hasDefaultKey = true
    /// Whether it adds to what a server has already.
    package var isAddition = false

    package init() {}

    /// The key that a client of this server manages with, where the file lists keys.
    package var firstPinnedKey: Secret? { apiKeys.first?.value }
}

extension SeedFile.Place {
    /// Of what stands in no file.
    package static let nowhere = SeedFile.Place(line: 1, key: "seed")
}

/// Something wrong in a seed file.
package struct SeedProblem: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    package var line: Int
    /// The key, such as `apiKeys[0].value`.
    package var key: String
    /// What is wrong and how to mend it.
    package var message: String

    package init(line: Int, key: String, message: String) {
        self.line = line
        self.key = key
        self.message = message
    }

    package var description: String { "line \(line): \(key): \(message)" }
}

/// All that is wrong in a seed file, at once.
package struct SeedError: Error, Sendable {
    package var problems: [SeedProblem]
}
