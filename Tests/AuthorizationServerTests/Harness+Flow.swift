import AuthorizationServer
import Encryption
import JOSE
import JSON
import Logging
import OAuth
import Storage
import TestSupport
import Testing

// People, applications and whole flows: an authorization request is a query, and its answer the parameters of a redirect.
extension Harness {
    /// RFC 7636 appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let redirect = "https://app.example.com/callback"
    static let stranger = Browser(session: nil, address: Harness.address)
    static let device = "urn:ietf:params:oauth:grant-type:device_code"

    /// A server where `user_1`, a member of `org_1`, signs in by picking, with the public application `app_1`.
    static func withPeople(
        resources: [String] = [Harness.resource], defaultAudience: String? = nil, clientAudience: String? = nil,
        keyring: Keyring? = nil, storage: (any StorageEngine)? = nil, fetcher: any URLFetching = NoFetching(),
        trustedIssuers: [TrustedIssuer] = [], algorithm: SignatureAlgorithm = .es256,
        _ configure: (inout AuthorizationServerConfiguration) -> Void = { _ in }
    ) async throws -> Harness {
        let harness = try await Harness(
            resources: resources, defaultAudience: defaultAudience, clientAudience: clientAudience, keyring: keyring,
            storage: storage,
            fetcher: fetcher, trustedIssuers: trustedIssuers, algorithm: algorithm
        ) {
            $0.isSignInByPickingOn = true
            configure(&$0)
        }
        try await harness.addPerson("user_1", organizations: ["org_1"])
        try await harness.addApplication()
        return harness
    }

    func addPerson(
        _ id: String, organizations: [String] = [], password: PasswordHash? = nil, email: String? = nil
    ) async throws {
        try await storage.insert(
            User(
                id: id, email: email ?? "\(id)@example.com", isEmailVerified: true, firstName: "Ada", lastName: id,
                passwordHash: password, createdAt: clock.now()))
        for organization in organizations {
            if try await storage.organization(id: organization) == nil {
                try await storage.insert(Organization(id: organization, name: organization, createdAt: clock.now()))
            }
            try await storage.insert(
                OrganizationMembership(
                    id: "om_\(id)_\(organization)", userID: id, organizationID: organization, createdAt: clock.now()))
        }
    }

    /// An application; one that authenticates by a secret has the secret of the harness.
    func addApplication(
        _ id: String = "app_1", redirects: [String] = [Harness.redirect],
        methods: Set<ClientAuthenticationMethod> = [.none],
        grants: Set<GrantType> = [.authorizationCode, .refreshToken, .deviceCode],
        registration: Client.Registration = .configured, scopes: [String] = [], audience: String? = nil,
        organizationID: String? = nil, isFirstParty: Bool = false, keys: Client.Keys? = nil, targets: [String] = []
    ) async throws {
        let client = Client(
            id: "conn_app_\(id)", clientID: id, kind: .application, registration: registration, name: "App \(id)",
            organizationID: organizationID, scopes: try #require(ScopeSet(validating: scopes)), audience: audience,
            authenticationMethods: methods, grantTypes: grants,
            redirectURIs: try redirects.map { try RedirectURI($0, applicationType: .native) },
            applicationType: .native, isFirstParty: isFirstParty, keys: keys, exchangeTargets: targets,
            createdAt: clock.now())
        var secrets: [ClientSecret] = []
        if !methods.isDisjoint(with: [.clientSecretBasic, .clientSecretPost]) {
            secrets = [
                ClientSecret(
                    id: "secret_of_\(id)", clientID: id, hash: SecretHash(Harness.secret), createdAt: clock.now())
            ]
        }
        try await storage.insert(client, secrets: secrets)
    }

    /// The query of an authorization request; a change to `nil` leaves a parameter out.
    static func query(_ client: String = "app_1", _ changes: [String: String?] = [:]) -> String {
        FormURLEncoded.serialize(
            changed(
                [
                    ("response_type", "code"), ("client_id", client), ("redirect_uri", Harness.redirect),
                    ("scope", "mcp"), ("state", "state-1"), ("code_challenge", challenge),
                    ("code_challenge_method", "S256"),
                ], changes))
    }

    static func changed(_ base: [(String, String)], _ changes: [String: String?]) -> [(String, String)] {
        base.filter { changes[$0.0] == nil }
            + changes.sorted { $0.key < $1.key }.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Signs a person in for that request, or for none.
    func signIn(
        _ user: String = "user_1", for query: String? = nil, at browser: Browser = Harness.stranger
    ) async throws -> Browser {
        let interaction = query.map { Interaction.authorize(query: $0) } ?? .device(userCode: nil)
        let session = try await server.signIn(.pick(userID: user), for: interaction, browser: browser)
        return Browser(session: session.secret, address: browser.address)
    }

    /// The code that the person's consent gives.
    func code(_ query: String = Harness.query(), at browser: Browser? = nil) async throws -> String {
        var visitor = browser
        if visitor == nil { visitor = try await signIn(for: query) }
        let outcome = await server.decide(query: query, approved: true, browser: try #require(visitor))
        return try #require(outcome.answer["code"], "\(outcome)")
    }

    func redeem(
        _ code: String, client: String = "app_1", _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await post(
            Harness.changed(
                [
                    ("grant_type", "authorization_code"), ("code", code), ("client_id", client),
                    ("redirect_uri", Harness.redirect), ("code_verifier", Harness.verifier),
                ], changes))
    }

    /// The tokens of a whole flow. `secret` adds the client's.
    func tokens(
        _ client: String = "app_1", secret: Bool = false, _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        let code = try await code(Harness.query(client, changes))
        var redemption: [String: String?] = secret ? ["client_secret": Harness.secret.revealed()] : [:]
        if let redirect = changes["redirect_uri"] { redemption["redirect_uri"] = redirect }
        return try await redeem(code, client: client, redemption)
    }

    func refresh(
        _ token: Secret?, client: String = "app_1", _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await post(
            Harness.changed(
                [
                    ("grant_type", "refresh_token"), ("client_id", client),
                    ("refresh_token", try #require(token).revealed()),
                ], changes))
    }

    private func reference(_ token: Secret?, _ client: String, secret: Bool) throws -> TokenReference {
        var parameters = [(name: "token", value: try #require(token).revealed()), (name: "client_id", value: client)]
        if secret { parameters.append((name: "client_secret", value: Harness.secret.revealed())) }
        return try TokenReference(parameters: parameters)
    }

    /// What introspection tells a client that has a secret.
    func introspect(_ token: Secret?, by client: String = "client_1") async throws -> JSONValue {
        try await server.introspect(
            try reference(token, client, secret: true), authorization: nil, from: Harness.address)
    }

    func revoke(_ token: Secret?, by client: String = "app_1", secret: Bool = false) async throws {
        try await server.revoke(try reference(token, client, secret: secret), authorization: nil, from: Harness.address)
    }

    /// All audit events, oldest first.
    func events() async throws -> [AuditEvent] { try await storage.auditEvents(limit: 1000).reversed() }

    func actions() async throws -> [String] { try await events().map(\.action) }
}

extension InteractionOutcome {
    var location: String? { if case .redirect(let location) = self { location } else { nil } }

    /// The parameters of the redirect; none when it is no redirect.
    var answer: [String: String] {
        guard let query = location?.split(separator: "?", maxSplits: 1).last,
            let pairs = FormURLEncoded.parse(query.utf8)
        else { return [:] }
        return Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first + " (twice)" }
    }

    var failure: OAuthError? { if case .failure(let error) = self { error } else { nil } }
    var consent: ConsentPrompt? { if case .consent(let prompt) = self { prompt } else { nil } }
    var isSignIn: Bool { if case .signIn = self { true } else { false } }
    var isConsent: Bool { consent != nil }
    var organizations: [Organization]? {
        if case .chooseOrganization(let prompt) = self { prompt.organizations } else { nil }
    }
}

extension Secret {
    /// The claims of a JWT, unverified.
    var claims: JSONObject { withBytes { UnverifiedToken(compact: $0) }?.claims ?? JSONObject() }
    var header: JSONObject { withBytes { UnverifiedToken(compact: $0) }?.header ?? JSONObject() }
}

/// What a call refused, or `nil` when it did not.
func refusal<Value>(_ body: () async throws -> Value) async throws -> OAuthError? {
    do {
        _ = try await body()
        return nil
    } catch let error as OAuthError {
        return error
    }
}

extension Harness {
    var housekeeping: Housekeeping {
        Housekeeping(
            store: storage, configuration: server.configuration, signingKeys: signingKeys,
            audit: StoredAuditLog(store: storage, clock: clock, logger: Logger(label: "test")), clock: clock,
            logger: Logger(label: "test"))
    }
}
