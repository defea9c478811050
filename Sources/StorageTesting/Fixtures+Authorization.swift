internal import OAuth
internal import Storage

/// Records of the authorization server.
extension Fixture {
    /// When every revocation that the suite causes may be forgotten.
    static let revokedUntil = start.adding(seconds: 100_000)

    static func at(_ seconds: Int64) -> Timestamp { start.adding(seconds: seconds) }

    static func scopes(_ values: String...) -> ScopeSet { ScopeSet(validating: values) ?? .none }

    static func user(_ id: String, email: String, after seconds: Int64 = 0) -> User {
        User(
            id: id, email: email, isEmailVerified: true, firstName: "Zoë", lastName: "O'Neil",
            passwordHash: PasswordHash(text: "$scrypt$ln=14,r=8,p=5$c2FsdA$aGFzaA"), createdAt: at(seconds))
    }

    /// A client of people, with everything that a client can have.
    static func application(_ id: String) throws -> Client {
        var information = ClientInformation()
        information.clientURI = "https://app.example.com"
        information.logoURI = "https://app.example.com/logo"
        information.termsOfServiceURI = "https://app.example.com/terms"
        information.policyURI = "https://app.example.com/policy"
        information.contacts = ["dev@example.com", "\"quoted\" <ops@example.com>"]
        information.softwareID = "software"
        information.softwareVersion = "1.2.3"
        return Client(
            id: "conn_app_\(id)", clientID: id, kind: .application, registration: .dynamic, name: "Editor",
            description: "Edits", organizationID: nil, scopes: scopes("openid", "mcp"),
            audience: "https://api.example.com",
            authenticationMethods: [.none, .privateKeyJWT],
            grantTypes: [.authorizationCode, .refreshToken, GrantType(rawValue: "urn:example:other")],
            redirectURIs: [
                try RedirectURI("http://127.0.0.1/callback", applicationType: .native),
                try RedirectURI("com.example.editor:/callback", applicationType: .native),
            ],
            applicationType: .native, isFirstParty: true, keys: .inline(#"{"keys":[]}"#),
            exchangeTargets: ["https://b.example.com", "https://a.example.com"], information: information,
            registrationAccessTokenHash: hash(200), createdAt: at(5), updatedAt: at(6))
    }

    static func session(_ byte: UInt8, user: String = "user_1", expiresAfter seconds: Int64 = 100) -> SignInSession {
        SignInSession(
            hash: hash(byte), userID: user, authenticatedAt: at(1), authenticatedFor: hash(99),
            organizationID: "org_1", expiresAt: at(seconds))
    }

    static func grant(_ id: String, client: String = "client_1", allowsRefresh: Bool = true) -> Grant {
        Grant(
            id: id, clientID: client, subject: "user_1", organizationID: "org_1", scopes: scopes("openid", "mcp"),
            audience: "https://api.example.com/mcp", allowsRefresh: allowsRefresh,
            authenticatedAt: at(-10), nonce: "n-0S6_WzA2Mj", createdAt: start)
    }

    /// A code that lives 60 seconds.
    static func code(_ byte: UInt8, grant: Grant) -> AuthorizationCode {
        AuthorizationCode(
            hash: hash(byte), grant: grant, redirectURI: "https://app.example.com/callback",
            codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", expiresAt: at(60))
    }

    static func newToken(_ byte: UInt8, expiresAfter seconds: Int64 = 1000) -> NewRefreshToken {
        NewRefreshToken(hash: hash(byte), expiresAt: at(seconds))
    }

    /// The rotation of one token into another, with a grace of 10 seconds from `now`.
    static func rotation(
        _ presented: UInt8, to successor: UInt8, of grant: String = "grant_1", at now: Int64, fingerprint: UInt8 = 77,
        expiresAfter seconds: Int64 = 1000
    ) -> RefreshRotation {
        RefreshRotation(
            presented: hash(presented),
            successor: RefreshToken(
                hash: hash(successor), grantID: grant, expiresAt: at(seconds), createdAt: at(now)),
            keptAnswer: [successor, 0, 255], fingerprint: hash(fingerprint), graceEnds: at(now + 10))
    }

    /// A device code that lives 600 seconds and may be asked about each 5 seconds.
    static func device(_ byte: UInt8, userCode: String, client: String = "client_1") -> DeviceAuthorization {
        DeviceAuthorization(
            hash: hash(byte), userCode: userCode, clientID: client, scopes: scopes("mcp"),
            audience: "https://api.example.com/mcp", interval: 5, expiresAt: at(600),
            createdAt: start)
    }

    static func consent(
        user: String = "user_1", client: String = "client_1", resource: String = "https://api.example.com/mcp",
        host: String = "https://app.example.com"
    ) -> ConsentKey {
        ConsentKey(userID: user, clientID: client, resource: resource, redirectHost: host)
    }
}

extension StorageEngine {
    /// Keeps a code and redeems it.
    func keepGrant(_ grant: Grant, code: UInt8, token: NewRefreshToken, at now: Int64 = 0) async throws {
        try await insert(Fixture.code(code, grant: grant))
        _ = try await redeem(code, client: grant.clientID, token: token, at: now)
    }

    func redeem(
        _ code: UInt8, client: String = "client_1", token: NewRefreshToken, at now: Int64,
        revokedUntil: Timestamp = Fixture.revokedUntil
    ) async throws -> CodeRedemption {
        try await redeem(
            codeHash: Fixture.hash(code), clientID: client, refreshToken: token, at: Fixture.at(now),
            revokedUntil: revokedUntil)
    }

    func rotate(_ rotation: RefreshRotation, at now: Int64) async throws -> RefreshRotationOutcome {
        try await rotate(rotation, at: Fixture.at(now), revokedUntil: Fixture.revokedUntil)
    }

    func poll(
        _ code: UInt8, client: String = "client_1", token: UInt8 = 50, at now: Int64
    ) async throws -> DevicePoll {
        try await poll(
            deviceCodeHash: Fixture.hash(code), clientID: client, refreshToken: Fixture.newToken(token),
            at: Fixture.at(now))
    }
}
