package import OAuth

/// How an authorization server is set up.
package struct AuthorizationServerConfiguration: Sendable {
    /// How clients may become known besides being configured.
    package struct Registration: Sendable {
        /// Whether clients may register themselves (RFC 7591).
        package var isDynamicOn: Bool
        /// Whether a `client_id` may be the URL of the client's metadata document.
        package var areMetadataDocumentsOn: Bool
        /// Whether metadata documents and key sets of clients may stand on loopback, for development.
        package var allowsLoopback: Bool

        package init(
            isDynamicOn: Bool = true, areMetadataDocumentsOn: Bool = true, allowsLoopback: Bool = false
        ) {
            self.isDynamicOn = isDynamicOn
            self.areMetadataDocumentsOn = areMetadataDocumentsOn
            self.allowsLoopback = allowsLoopback
        }
    }

    /// Seconds that things live.
    package struct Lifetimes: Sendable {
        package var accessToken: Int64 = 3600
        package var refreshToken: Int64 = 30 * 86_400
        /// How long a rotated refresh token still gives the same answer (RFC 9700 §4.14.2).
        package var refreshGrace: Int64 = 10
        /// At most 60.
        package var authorizationCode: Int64 = 60
        package var deviceCode: Int64 = 600
        /// Between two polls of a device (RFC 8628 §3.2).
        package var devicePollInterval: Int64 = 5
        /// How long a browser stays signed in.
        package var session: Int64 = 7 * 86_400

        package init() {}
    }

    /// How often a minute each network address may do what leaves something in the database, without a person or a secret.
    package struct Limits: Sendable {
        /// New registrations and changes of them together (RFC 7591, RFC 7592).
        package var registrationsPerMinute = 60
        package var deviceAuthorizationsPerMinute = 120
        package var signUpsPerMinute = 60

        package init() {}
    }

    /// The issuer, byte for byte as it stands in metadata and tokens (RFC 8414 §2).
    package var issuer: HTTPURL
    package var lifetimes: Lifetimes
    package var limits: Limits
    /// The resource indicators that a request may name (RFC 8707).
    package var resources: [ResourceIndicator]
    /// The audience for a client that has none of its own, when a request names no resource.
    package var defaultAudience: String?
    /// The scopes that the resources define; OpenID's come on top of them.
    package var scopes: ScopeSet
    /// What a person's client gets that asks for no scope and registered none.
    package var defaultScopes: ScopeSet
    package var registration: Registration
    /// Whether tokens have `scp`, an array, beside `scope`.
    package var hasSCPClaim: Bool
    /// Whether a developer may sign in as a seeded person without a password.
    package var isSignInByPickingOn: Bool

    package init(
        issuer: HTTPURL, lifetimes: Lifetimes = Lifetimes(), limits: Limits = Limits(),
        resources: [ResourceIndicator] = [], defaultAudience: String? = nil, scopes: ScopeSet = .none,
        defaultScopes: ScopeSet = .none, registration: Registration = Registration(), hasSCPClaim: Bool = false,
        isSignInByPickingOn: Bool = false
    ) {
        self.issuer = issuer
        self.lifetimes = lifetimes
        self.limits = limits
        self.resources = resources
        self.defaultAudience = defaultAudience
        self.scopes = scopes
        self.defaultScopes = defaultScopes
        self.registration = registration
        self.hasSCPClaim = hasSCPClaim
        self.isSignInByPickingOn = isSignInByPickingOn
    }

    /// The URL of one of this server's endpoints.
    package func endpoint(_ path: String) -> String {
        (issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text) + path
    }

    /// OpenID's scopes that mean something here (OpenID Connect Core 1.0 §5.4, §11).
    package static let openIDScopes = ["openid", "profile", "email", "offline_access"]

    /// Every scope that a person's client may ask for.
    package var supportedScopes: ScopeSet {
        ScopeSet(validating: AuthorizationServerConfiguration.openIDScopes + scopes.values) ?? scopes
    }
}
