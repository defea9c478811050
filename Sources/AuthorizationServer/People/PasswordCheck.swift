package import OAuth
package import Storage

/// Checks people's passwords. A hash that another system made, or that costs other than today's, is replaced when its
/// password is shown.
package struct PasswordCheck: Sendable {
    private let users: any UserStore
    private let secrets: SecretVerifier
    private let clock: any WallClock

    package init(users: any UserStore, secrets: SecretVerifier, clock: any WallClock) {
        self.users = users
        self.secrets = secrets
        self.clock = clock
    }

    /// Whether the password is this person's. Whoever is unknown, or has no password, costs as much time as everybody else.
    /// - Parameter address: where the request comes from.
    /// - Throws: what `PasswordHasher.verify` throws.
    package func matches(_ password: Secret, of user: User?, from address: String) async throws -> Bool {
        let matches = try await secrets.verify(
            password: password, of: user?.id ?? "", hash: user?.passwordHash, from: address)
        guard matches, let user, let hash = user.passwordHash else { return false }
        // Without it the person is signed in all the same, and it is tried again the next time.
        if let renewed = await secrets.renewed(hash, of: password, from: address) {
            _ = try? await users.renewPasswordHash(hash, with: renewed, ofUser: user.id, at: clock.now())
        }
        return true
    }
}
