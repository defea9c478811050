package import OAuth
package import Storage

extension SeedFile {
    /// A Connect application: an M2M application, or an OAuth application that people sign in to.
    package struct ApplicationSeed: Sendable {
        /// Pinned, or made when it is created.
        package var id: String?
        package var name: String
        package var kind = Client.Kind.machine
        package var description: String?
        /// An M2M application always has one.
        package var organization: Reference?
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
        /// Where people sign in at the application itself.
        package var loginURI: String?
        package var corsOrigins: [String] = []

        /// Whether it gets tokens for itself with a secret, as the simplest commands do.
        package var isMachineWithSecret: Bool { kind == .machine && (keys == nil || clientSecret != nil) }
    }
}
