package import OAuth

/// An organization's API key: its hash, never the key.
package struct APIKey: Sendable, Hashable {
    package var id: String
    package var name: String
    package var hash: SecretHash
    package var organizationID: String
    /// What its bearer may do; at the gateway these are its scopes.
    package var permissions: ScopeSet
    /// From this moment it authenticates nobody.
    package var expiresAt: Timestamp?
    package var createdAt: Timestamp

    package init(
        id: String, name: String, hash: SecretHash, organizationID: String, permissions: ScopeSet,
        expiresAt: Timestamp? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.organizationID = organizationID
        self.permissions = permissions
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }
}

/// Keeps API keys.
package protocol APIKeyStore: Sendable {
    /// Adds a key.
    /// - Throws: `conflict` when the identifier or the value is taken.
    func insert(_ key: APIKey) async throws(StorageError)

    /// Removes the key with this hash: from now on it authenticates nobody.
    /// - Returns: whether there was one.
    @discardableResult
    func deleteAPIKey(hash: SecretHash) async throws(StorageError) -> Bool

    /// The key with this hash, expired or not.
    func apiKey(hash: SecretHash) async throws(StorageError) -> APIKey?
}
