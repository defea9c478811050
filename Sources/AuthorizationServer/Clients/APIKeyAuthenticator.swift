package import OAuth
package import Storage

/// The one check of an API key, for every place that takes one.
package struct APIKeyAuthenticator: Sendable {
    private let keys: any APIKeyStore
    private let clock: any WallClock

    package init(keys: any APIKeyStore, clock: any WallClock) {
        self.keys = keys
        self.clock = clock
    }

    /// What every API key begins with.
    package static let prefix = "sk_"

    /// The key that was shown, when it is one of ours and has not expired.
    package func authenticate(_ key: Secret) async throws(StorageError) -> APIKey? {
        guard let found = try await keys.apiKey(hash: SecretHash(key)) else { return nil }
        if let expiresAt = found.expiresAt, expiresAt <= clock.now() { return nil }
        return found
    }
}
