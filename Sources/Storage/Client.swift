package import OAuth

/// A client that is kept: pre-registered, or registered dynamically. Clients known by a metadata document are fetched
/// and not kept.
package struct Client: Sendable, Hashable {
    /// What it is registered for.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Gets tokens for itself (RFC 6749 §4.4); WorkOS: an M2M application.
        case machine = "m2m"
        /// Gets tokens for people (RFC 6749 §4.1); WorkOS: an OAuth application.
        case application = "oauth"
    }

    /// How this server came to know it.
    package enum Registration: String, Sendable, Hashable, CaseIterable {
        /// By the owner of the server.
        case configured
        /// By itself (RFC 7591).
        case dynamic
        /// By the document that its `client_id` is the URL of.
        case metadataDocument = "metadata_document"
    }

    /// Where the public keys of a client that uses `private_key_jwt` come from (RFC 7591 §2).
    package enum Keys: Sendable, Hashable {
        /// `jwks`: a key set, as JSON text.
        case inline(String)
        /// `jwks_uri`.
        case url(String)
    }

    /// What the owner of the server knows it by, such as `conn_app_01JA2B3C4D5E6F7G8H9JKMNPQR`; it never changes.
    package var id: String
    package var clientID: String
    package var kind: Kind
    package var registration: Registration
    package var name: String
    package var description: String?
    /// The organization that it belongs to. Every machine has one, and its tokens are for it.
    package var organizationID: String?
    /// What it may be granted. Empty for an application: whatever the server supports.
    package var scopes: ScopeSet
    /// The audience of its tokens when a request names no resource; absent: see RFC 8707 and the server's default.
    package var audience: String?
    /// How it may show who it is. With `none` among them it is a public client (RFC 6749 §2.1).
    package var authenticationMethods: Set<ClientAuthenticationMethod>
    package var grantTypes: Set<GrantType>
    package var redirectURIs: [RedirectURI]
    package var applicationType: ApplicationType
    /// Belongs to the owner of the server.
    package var isFirstParty: Bool
    package var keys: Keys?
    /// The audiences that it may exchange tokens for (RFC 8693).
    package var exchangeTargets: [String]
    package var information: ClientInformation
    /// Opens the client's registration (RFC 7592 §3).
    package var registrationAccessTokenHash: SecretHash?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, clientID: String, kind: Kind = .machine, registration: Registration = .configured,
        name: String, description: String? = nil, organizationID: String?, scopes: ScopeSet, audience: String? = nil,
        authenticationMethods: Set<ClientAuthenticationMethod> = [.clientSecretBasic, .clientSecretPost],
        grantTypes: Set<GrantType> = [.clientCredentials], redirectURIs: [RedirectURI] = [],
        applicationType: ApplicationType = .web, isFirstParty: Bool = false, keys: Keys? = nil,
        exchangeTargets: [String] = [], information: ClientInformation = ClientInformation(),
        registrationAccessTokenHash: SecretHash? = nil, createdAt: Timestamp, updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.clientID = clientID
        self.kind = kind
        self.registration = registration
        self.name = name
        self.description = description
        self.organizationID = organizationID
        self.scopes = scopes
        self.audience = audience
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
        self.redirectURIs = redirectURIs
        self.applicationType = applicationType
        self.isFirstParty = isFirstParty
        self.keys = keys
        self.exchangeTargets = exchangeTargets
        self.information = information
        self.registrationAccessTokenHash = registrationAccessTokenHash
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }

    /// Whether it may come without credentials, so that others can pass for it (RFC 6749 §2.1).
    package var isPublic: Bool { authenticationMethods.contains(.none) }
}

/// What a client says about itself for people to read (RFC 7591 §2).
package struct ClientInformation: Sendable, Hashable {
    package var clientURI: String?
    package var logoURI: String?
    package var termsOfServiceURI: String?
    package var policyURI: String?
    package var contacts: [String] = []
    package var softwareID: String?
    package var softwareVersion: String?

    package init() {}
}
