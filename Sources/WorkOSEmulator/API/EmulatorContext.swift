package import AuthorizationServer
package import OAuth
package import Storage

/// What operations stand on.
package struct EmulatorContext: Sendable {
    package let configuration: EmulatorConfiguration
    package let store: any StorageEngine
    package let server: AuthorizationServer
    package let signingKeys: SigningKeys
    package let secrets: SecretVerifier
    package let hasher: PasswordHasher
    package let mailbox: any Mailbox
    package let audit: any AuditLog
    package let clock: any WallClock
    package let random: any RandomSource
    package let identifiers: IdentifierGenerator

    package init(
        configuration: EmulatorConfiguration, store: any StorageEngine, server: AuthorizationServer,
        signingKeys: SigningKeys, secrets: SecretVerifier, hasher: PasswordHasher, mailbox: any Mailbox,
        audit: any AuditLog, clock: any WallClock, random: any RandomSource
    ) {
        self.configuration = configuration
        self.store = store
        self.server = server
        self.signingKeys = signingKeys
        self.secrets = secrets
        self.hasher = hasher
        self.mailbox = mailbox
        self.audit = audit
        self.clock = clock
        self.random = random
        identifiers = IdentifierGenerator(clock: clock, random: random)
    }
}

extension EmulatorContext {
    /// The same on another database.
    package func on(_ store: any StorageEngine) -> EmulatorContext {
        EmulatorContext(
            configuration: configuration, store: store, server: server, signingKeys: signingKeys, secrets: secrets,
            hasher: hasher, mailbox: mailbox, audit: audit, clock: clock, random: random)
    }
}

/// How the WorkOS-compatible API is set up.
package struct EmulatorConfiguration: Sendable {
    /// Where clients reach the server: identifiers of sessions' tokens and links begin with it.
    package var baseURL: HTTPURL
    /// Whether live API keys of organizations and people open management routes, as on a developer's machine.
    package var doAPIKeysOpenManagement: Bool
    /// Keys that open management routes and belong to nobody: hashes.
    package var managementKeys: [SecretHash]
    /// The `client_id` that applications sign people in with; `nil` takes every one that begins with `client_`.
    package var clientID: String?
    /// Where people sign in to OAuth clients in the place of this server's pages.
    package var loginURI: HTTPURL?
    /// Whether everybody who signs in with a password or a code must have a second factor.
    package var isMultiFactorRequired = false

    package init(baseURL: HTTPURL, doAPIKeysOpenManagement: Bool, managementKeys: [SecretHash]) {
        self.baseURL = baseURL
        self.doAPIKeysOpenManagement = doAPIKeysOpenManagement
        self.managementKeys = managementKeys
    }

    /// The URL of a path at this server.
    package func url(_ path: String) -> String {
        (baseURL.text.hasSuffix("/") ? String(baseURL.text.dropLast()) : baseURL.text) + path
    }
}
