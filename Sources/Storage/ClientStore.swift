package import OAuth

/// Keeps clients and the hashes of their secrets.
package protocol ClientStore: Sendable {
    /// Adds a client and its secrets, all or nothing.
    /// - Throws: `conflict` when the `client_id` or an identifier is taken, or its organization does not exist.
    func insert(_ client: Client, secrets: [ClientSecret]) async throws(StorageError)

    /// Adds a secret to a client that exists.
    /// - Throws: `conflict` when the secret's identifier is taken or there is no such client.
    func insert(_ secret: ClientSecret) async throws(StorageError)

    /// Changes what is kept of a secret.
    /// - Returns: whether there is such a secret.
    func setKept(_ kept: ClientSecret.Kept, ofSecret id: String) async throws(StorageError) -> Bool

    /// Remembers that a secret was used, unless a use less than `SecretHint.useInterval` seconds before is remembered.
    func recordUse(ofSecret id: String, at now: Timestamp) async throws(StorageError)

    /// Removes a secret: from now on it authenticates nobody.
    /// - Returns: whether there was one.
    @discardableResult
    func deleteSecret(id: String) async throws(StorageError) -> Bool

    /// Puts the client in the place of the one with its `client_id`, whose `id` and `createdAt` stay. `secrets`, when given,
    /// take the place of all its secrets.
    /// - Returns: whether there was one.
    /// - Throws: `conflict` when a secret's identifier is taken, or its organization does not exist: then nothing changes.
    func update(_ client: Client, secrets: [ClientSecret]?) async throws(StorageError) -> Bool

    /// Removes a client, its secrets, its grants with their refresh tokens, its codes, its device authorizations and
    /// the consents given to it; the latter four also of a client that is not kept. Its access tokens are not listed as
    /// revoked.
    /// - Returns: whether there was one that is kept.
    @discardableResult
    func deleteClient(id: String, revokedUntil: Timestamp) async throws(StorageError) -> Bool

    /// The client with this `client_id`.
    func client(id: String) async throws(StorageError) -> Client?

    /// The client with this `id`.
    func client(applicationID: String) async throws(StorageError) -> Client?

    /// A page of the list of clients, in the order in which they were added.
    /// - Returns: `nil` when the cursor names nothing that is or was in the list. What has been deleted keeps its place
    ///   for a while.
    func clients(_ query: ClientQuery) async throws(StorageError) -> ClientPage?

    func secret(id: String) async throws(StorageError) -> ClientSecret?

    /// The client's secrets, oldest first.
    func secrets(ofClient id: String) async throws(StorageError) -> [ClientSecret]

    /// The organization's clients, oldest first.
    func clients(ofOrganization id: String) async throws(StorageError) -> [Client]
}
