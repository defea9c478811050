package import OAuth

/// An API key of an organization, or of a person in it: its hash, never the key.
package struct APIKey: Sendable, Hashable {
    package var id: String
    package var name: String
    package var hash: SecretHash
    /// As much of the value as people may see: `sk_...3456`.
    package var obfuscatedValue: String
    package var organizationID: String
    /// Whose it is; absent: it is the organization's own.
    package var userID: String?
    /// What its bearer may do; at the gateway these are its scopes.
    package var permissions: ScopeSet
    /// From this moment it authenticates nobody.
    package var expiresAt: Timestamp?
    package var lastUsedAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, name: String, hash: SecretHash, obfuscatedValue: String, organizationID: String,
        userID: String? = nil, permissions: ScopeSet, expiresAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil,
        createdAt: Timestamp, updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.obfuscatedValue = obfuscatedValue
        self.organizationID = organizationID
        self.userID = userID
        self.permissions = permissions
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }

    /// What people may see of a key's value.
    package static func obfuscated(_ value: Secret) -> String { "sk_..." + SecretHint.text(of: value) }
}

/// Keeps API keys.
package protocol APIKeyStore: Sendable {
    /// Adds a key.
    /// - Throws: `conflict` when the identifier or the value is taken, or its organization or person does not exist.
    func insert(_ key: APIKey) async throws(StorageError)

    /// Removes the key with this hash: from now on it authenticates nobody.
    /// - Returns: whether there was one.
    @discardableResult
    func deleteAPIKey(hash: SecretHash) async throws(StorageError) -> Bool

    /// The key with this hash, expired or not.
    func apiKey(hash: SecretHash) async throws(StorageError) -> APIKey?

    /// Remembers that a key was used, unless a use less than `SecretHint.useInterval` seconds before is remembered.
    func recordUse(ofAPIKey id: String, at now: Timestamp) async throws(StorageError)
}
