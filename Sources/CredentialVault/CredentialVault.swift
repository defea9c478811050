package import Encryption
package import OAuth
package import Storage

/// Keeps users' credentials encrypted, one per user and server.
package struct CredentialVault: Sendable {
    private let store: any CredentialStore
    private let envelope: CredentialEnvelope
    private let clock: any WallClock

    /// - Parameter keyring: without one, deposits are refused with `encryptionKeyMissing` and all else works.
    package init(
        store: any CredentialStore, keyring: Keyring?, clock: any WallClock, random: any RandomSource
    ) {
        self.store = store
        self.clock = clock
        envelope = CredentialEnvelope(keyring: keyring, random: random)
    }

    /// Keeps a user's credential in the place of an earlier one for the same server. When this returns, the
    /// credential is durable.
    package func deposit(_ deposit: Deposit, by user: VaultUser) async throws(VaultError) {
        let credential = try envelope.seal(deposit, owner: owner(user, deposit.server), at: clock.now())
        do {
            try await store.upsert(credential)
        } catch {
            throw CredentialVault.unavailable(error)
        }
    }

    /// Removes a user's credential for a server, if there is one.
    package func delete(server: String, of user: VaultUser) async throws(VaultError) {
        do {
            try await store.deleteCredential(of: owner(user, server))
        } catch {
            throw CredentialVault.unavailable(error)
        }
    }

    private func owner(_ user: VaultUser, _ server: String) -> CredentialOwner {
        CredentialOwner(issuer: user.issuer, user: user.id, server: server)
    }

    private static func unavailable(_ error: StorageError) -> VaultError {
        VaultError(.unavailable, "The vault's storage cannot be reached at the moment", detail: error.detail)
    }
}
