/// A database that has every store.
///
/// No text with a NUL is kept, because some databases would cut it there, and what is left may be another's name: what
/// would keep one as an identifier, a name or a key throws `unstorableText`, and what looks for one, or removes one,
/// finds nothing. (`CredentialStore` throws for each.) A moment at which something expires is the first one at which it
/// is of no use.
package protocol StorageEngine: OrganizationStore, ClientStore, UserStore, APIKeyStore, SigningKeyStore,
    CredentialStore, SignInSessionStore, AuthorizationCodeStore, RefreshTokenStore, RevocationStore, ConsentStore,
    DeviceAuthorizationStore, AssertionStore, AuditEventStore, ExpiryStore, ResourceStore, SnapshotStore
{
    /// Whether the database answers, for the readiness probe.
    func ping() async throws(StorageError)

    /// Ends open work and closes the database.
    func close() async throws(StorageError)
}
