package import OAuth

/// An M2M application: a client that gets tokens for itself (RFC 6749 §4.4).
package struct Client: Sendable, Hashable {
    package var clientID: String
    package var name: String
    package var description: String?
    /// The organization that its tokens are for.
    package var organizationID: String
    /// What it may be granted.
    package var scopes: ScopeSet
    /// The audience of its tokens when a request names no resource; absent: see RFC 8707 and the server's default.
    package var audience: String?
    package var createdAt: Timestamp

    package init(
        clientID: String, name: String, description: String? = nil, organizationID: String, scopes: ScopeSet,
        audience: String? = nil, createdAt: Timestamp
    ) {
        self.clientID = clientID
        self.name = name
        self.description = description
        self.organizationID = organizationID
        self.scopes = scopes
        self.audience = audience
        self.createdAt = createdAt
    }
}

/// One of a client's secrets: its hash, never the secret.
package struct ClientSecret: Sendable, Hashable {
    package var id: String
    package var clientID: String
    package var hash: SecretHash
    package var createdAt: Timestamp

    package init(id: String, clientID: String, hash: SecretHash, createdAt: Timestamp) {
        self.id = id
        self.clientID = clientID
        self.hash = hash
        self.createdAt = createdAt
    }
}

/// Keeps clients and the hashes of their secrets.
package protocol ClientStore: Sendable {
    /// Adds a client and its secrets, all or nothing.
    /// - Throws: `conflict` when the `client_id` or a secret's identifier is taken.
    func insert(_ client: Client, secrets: [ClientSecret]) async throws(StorageError)

    /// Adds a secret to a client that exists.
    /// - Throws: `conflict` when the secret's identifier is taken or there is no such client.
    func insert(_ secret: ClientSecret) async throws(StorageError)

    func client(id: String) async throws(StorageError) -> Client?

    /// The client's secrets, oldest first.
    func secrets(ofClient id: String) async throws(StorageError) -> [ClientSecret]

    /// The organization's clients, oldest first.
    func clients(ofOrganization id: String) async throws(StorageError) -> [Client]
}
