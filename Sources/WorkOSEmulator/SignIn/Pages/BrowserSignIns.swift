internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// How people signed in at their browsers, and what they have shown since. It is kept beside the browser's session.
struct BrowserSignIn: Sendable {
    private var resource: Resource

    private static let kind = "browser_sign_in"

    var method: AuthenticationMethod {
        AuthenticationMethod(rawValue: resource.hiddenText("method") ?? AuthenticationMethod.password.rawValue)
    }

    /// What applications are told: the provider that the page stood in for, or else what the person showed.
    var told: AuthenticationMethod {
        resource.hiddenText("provider").map(AuthenticationMethod.init(rawValue:)) ?? method
    }

    var hasSecondFactor: Bool { resource.hidden["has_second_factor"] == true }
    /// The verification of the address that a code was sent for.
    var emailVerificationID: String? { resource.hiddenText("email_verification_id") }

    /// Keeps how somebody signed in who just got this session.
    /// - Parameter provider: what the page stood in for.
    static func keep(
        _ session: NewSession, userID: String, _ method: AuthenticationMethod, provider: String?,
        hasSecondFactor: Bool, _ context: EmulatorContext
    ) async throws(APIError) {
        var new = BrowserSignIn(
            hash: SecretHash(session.secret), userID: userID, method, hasSecondFactor: hasSecondFactor,
            expiresAt: context.clock.now().adding(seconds: session.lifetime), context)
        new.resource.hidden["provider"] = provider.map(JSONValue.string)
        try await context.commit([.insert(new.resource)], using: nil)
    }

    /// What is known of a session. Of one that began at other pages, which ask for a password, it is kept from now on.
    static func find(
        _ session: SignInSession, _ context: EmulatorContext
    ) async throws(APIError) -> BrowserSignIn {
        let key = ResourceKey.hash(session.hash)
        if let found = try await stored({ try await context.store.resource(kind: kind, key: key) }) {
            return BrowserSignIn(resource: found)
        }
        // Where signing in takes no password, nobody has to show anything else.
        let isPicked = context.server.isSignInByPickingOn
        let new = BrowserSignIn(
            hash: session.hash, userID: session.userID, isPicked ? .magicAuth : .password, hasSecondFactor: isPicked,
            expiresAt: session.expiresAt, context)
        try await context.commit([.insert(new.resource)], using: nil)
        return new
    }

    /// Whether the person has a second factor that they have not shown.
    func lacksFactor(of userID: String, _ context: EmulatorContext) async throws(APIError) -> Bool {
        guard method.takesSecondFactor, !hasSecondFactor else { return false }
        return try await !AuthenticationFactors.ofUser(userID, context).isEmpty
    }

    mutating func set(hasSecondFactor: Bool, _ context: EmulatorContext) async throws(APIError) {
        resource.hidden["has_second_factor"] = .bool(hasSecondFactor)
        try await replace(context)
    }

    mutating func set(emailVerificationID: String?, _ context: EmulatorContext) async throws(APIError) {
        resource.hidden["email_verification_id"] = emailVerificationID.map(JSONValue.string)
        try await replace(context)
    }

    private mutating func replace(_ context: EmulatorContext) async throws(APIError) {
        try await context.commit([.replace(resource)], using: nil)
        resource.version += 1
    }

    private init(resource: Resource) { self.resource = resource }

    private init(
        hash: SecretHash, userID: String, _ method: AuthenticationMethod, hasSecondFactor: Bool, expiresAt: Timestamp,
        _ context: EmulatorContext
    ) {
        resource = Resource(
            id: context.identifiers.next("browser_sign_in_"), kind: BrowserSignIn.kind,
            hidden: ["method": .string(method.rawValue), "has_second_factor": .bool(hasSecondFactor)],
            uniqueKeys: [.hash(hash)], parents: [userID], expiresAt: expiresAt, createdAt: context.clock.now())
    }
}
