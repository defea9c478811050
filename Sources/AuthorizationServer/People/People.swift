internal import OAuth
internal import Storage

/// The people who sign in, and their sessions at browsers.
struct People: Sendable {
    let users: any UserStore
    let sessions: any SignInSessionStore
    let secrets: SecretVerifier
    let throttle: FailureThrottle
    let signUps: RateLimiter
    let configuration: AuthorizationServerConfiguration
    let audit: any AuditLog
    let random: any RandomSource
    let clock: any WallClock

    private static let mostChoices = 12
    /// Seconds after which to try again when too many passwords wait to be checked.
    private static let busyWait: Int64 = 2

    /// Who is signed in at the browser, if anyone.
    func signedIn(_ browser: Browser) async throws(OAuthError) -> SignedIn? {
        guard let cookie = browser.session else { return nil }
        let now = clock.now()
        return try await stored { () -> SignedIn? in
            guard let session = try await sessions.session(hash: SecretHash(cookie), at: now),
                let user = try await users.user(id: session.userID)
            else { return nil }
            return SignedIn(user: user, session: session)
        }
    }

    /// Whom a developer may sign in as without a password.
    func choices() async throws(OAuthError) -> [User] {
        guard configuration.isSignInByPickingOn else { return [] }
        return try await stored { try await users.users(limit: People.mostChoices) }
    }

    func organizations(of user: User) async throws(OAuthError) -> [Organization] {
        try await stored { try await users.organizations(ofUser: user.id) }
    }

    /// The sign-in has done what it was made for. A failure is harmless: the sign-in then counts once more for the same
    /// request.
    func settle(_ person: SignedIn, organizationID: String?) async {
        try? await sessions.settle(
            session: person.session.hash, organizationID: organizationID ?? person.session.organizationID)
    }

    func signOut(_ browser: Browser) async {
        guard let person = try? await signedIn(browser) else { return }
        _ = try? await sessions.deleteSession(hash: person.session.hash)
        await record("session.ended", subject: person.user.id, browser, [:])
    }

    /// Makes a session. It is a new one each time, whatever cookie the browser had before (session fixation).
    func signIn(
        _ attempt: SignInAttempt, for digest: SecretHash?, _ browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        let user: User
        do throws(SignInFailure) {
            user = try await identify(attempt, browser)
        } catch {
            await record("sign_in.refused", subject: nil, browser, ["reason": error.reason])
            throw error
        }
        return try await establish(user, for: digest, browser)
    }

    /// Makes a session for somebody whose identity is beyond doubt.
    func establish(
        _ user: User, for digest: SecretHash?, _ browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        let secret = random.token()
        let now = clock.now()
        let session = SignInSession(
            hash: SecretHash(secret), userID: user.id, authenticatedAt: now, authenticatedFor: digest,
            expiresAt: now.adding(seconds: configuration.lifetimes.session))
        do throws(StorageError) {
            try await sessions.insert(session, replacing: browser.session.map { SecretHash($0) })
        } catch {
            throw .unavailable(detail: error.detail)
        }
        await record("sign_in.succeeded", subject: user.id, browser, [:])
        return NewSession(secret: secret, lifetime: configuration.lifetimes.session)
    }

    func identify(_ attempt: SignInAttempt, _ browser: Browser) async throws(SignInFailure) -> User {
        do throws(OAuthError) {
            switch attempt {
            case .pick(let userID):
                guard configuration.isSignInByPickingOn,
                    let user = try await stored({ try await users.user(id: userID) })
                else { throw OAuthError(.accessDenied, "") }
                return user
            case .password(let email, let password):
                return try await check(password, of: email, browser)
            }
        } catch {
            switch error.code {
            case .accessDenied: throw .wrongCredentials
            case .tooManyRequests: throw .throttled(retryAfter: error.retryAfter ?? 1)
            default: throw .unavailable(detail: error.detail ?? error.description)
            }
        }
    }

    private func check(_ password: Secret, of email: String, _ browser: Browser) async throws(OAuthError) -> User {
        let name = "person \(email.lowercased())"
        if let wait = throttle.begin(name, from: browser.address) {
            throw OAuthError(.tooManyRequests, "", retryAfter: wait)
        }
        do {
            let user = try await stored { try await users.user(email: email) }
            let matches = try await PasswordCheck(users: users, secrets: secrets, clock: clock)
                .matches(password, of: user, from: browser.address)
            guard matches, let user else { throw OAuthError(.accessDenied, "") }
            throttle.recordSuccess(of: name, from: browser.address)
            return user
        } catch let error as OAuthError where error.code == .accessDenied {
            throw error
        } catch {
            throttle.takeBack(name, from: browser.address)
            if let error = error as? OAuthError { throw error }
            // Strangers can cause it, so it is no failure of this server.
            if (error as? PasswordError)?.code == .tooBusy {
                throw OAuthError(.tooManyRequests, "", retryAfter: People.busyWait)
            }
            throw OAuthError(.temporarilyUnavailable, "", detail: "\(error)")
        }
    }

    func record(_ action: String, subject: String?, _ browser: Browser, _ details: [String: String]) async {
        await audit.record(
            AuditEvent(
                action: action, occurredAt: clock.now(), subject: subject, address: browser.address, details: details))
    }
}
