package import OAuth
package import Storage

/// The one check of an API key, for every place that takes one.
package struct APIKeyAuthenticator: Sendable {
    private let keys: any APIKeyStore & UserStore
    private let clock: any WallClock

    package init(keys: any APIKeyStore & UserStore, clock: any WallClock) {
        self.keys = keys
        self.clock = clock
    }

    /// What every API key begins with.
    package static let prefix = "sk_"

    /// The key that was shown, when it is one of ours and has not expired; a person's key, as long as they are an active
    /// member of its organization. That it was used is remembered.
    package func authenticate(_ key: Secret) async throws(StorageError) -> APIKey? {
        guard let found = try await find(key) else { return nil }
        let now = clock.now()
        if let expiresAt = found.expiresAt, expiresAt <= now { return nil }
        if let userID = found.userID {
            let memberships = try await keys.memberships(ofUser: userID)
            guard
                memberships.contains(where: { membership in
                    membership.status == .active
                        && membership.organizationID.utf8.elementsEqual(found.organizationID.utf8)
                })
            else { return nil }
        }
        if SecretHint.isNew(use: now, after: found.lastUsedAt) {
            // A key is as good when its use cannot be written down.
            try? await keys.recordUse(ofAPIKey: found.id, at: now)
        }
        return found
    }

    /// A record that cannot be read, such as one with a malformed date, is nobody's key.
    private func find(_ key: Secret) async throws(StorageError) -> APIKey? {
        do {
            return try await keys.apiKey(hash: SecretHash(key))
        } catch {
            guard error.code == .corrupt else { throw error }
            return nil
        }
    }
}
