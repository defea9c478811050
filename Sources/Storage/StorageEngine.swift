/// A database that has every store.
package protocol StorageEngine: OrganizationStore, ClientStore, APIKeyStore, SigningKeyStore, CredentialStore {
    /// Whether the database answers, for the readiness probe.
    func ping() async throws(StorageError)

    /// Ends open work and closes the database.
    func close() async throws(StorageError)
}
