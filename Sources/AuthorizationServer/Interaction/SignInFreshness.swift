internal import OAuth
internal import Storage

/// How recently somebody must have shown who they are (OpenID Connect Core 1.0 §3.1.2.1, `prompt` and `max_age`).
package struct SignInFreshness: Sendable {
    /// The request asks for a new sign-in.
    package var needsNewSignIn: Bool
    /// Seconds since the person last signed in.
    package var maxAge: Int64?

    package init(needsNewSignIn: Bool, maxAge: Int64?) {
        self.needsNewSignIn = needsNewSignIn
        self.maxAge = maxAge
    }

    /// Seconds in which a sign-in that was made for a request counts as fresh for it, whatever the request says.
    private static let longestInteraction: Int64 = 900

    /// - Parameter digest: which request it is: a sign-in that was made for this very one satisfies it.
    func accepts(_ session: SignInSession, for digest: SecretHash, at now: Timestamp) -> Bool {
        let age = now.seconds - session.authenticatedAt.seconds
        if let made = session.authenticatedFor, made.matches(digest), age <= SignInFreshness.longestInteraction {
            return true
        }
        if needsNewSignIn { return false }
        // OpenID Connect Core §3.1.2.1: 0 asks for a sign-in as prompt=login does.
        guard let maxAge else { return true }
        return maxAge > 0 && age <= maxAge
    }
}
