package import Encryption
package import JOSE
package import OAuth
package import Storage

/// The signing key of the authorization server: read from the store, or made and kept there.
///
/// Making an RSA key takes a while, so it begins when `prepare` is called and only those who need it wait.
package actor SigningKeys {
    private let store: any SigningKeyStore
    private let keyring: Keyring?
    private let clock: any WallClock
    private let random: any RandomSource
    private var loading: Task<any Signer, any Error>?

    /// - Parameter keyring: encrypts the private key at rest; without one it is kept in clear.
    package init(
        store: any SigningKeyStore, keyring: Keyring?, clock: any WallClock, random: any RandomSource
    ) {
        self.store = store
        self.keyring = keyring
        self.clock = clock
        self.random = random
    }

    /// Opens the key that is stored, if there is one, and makes nothing.
    /// - Throws: `EncryptionError` when the keyring is not the one that it was sealed under; `StorageError`.
    package nonisolated func checkStored() async throws {
        guard let stored = try await store.signingKeys(algorithm: SignatureAlgorithm.rs256.rawValue).first else {
            return
        }
        _ = try SigningKeyEnvelope(keyring: keyring, random: random).open(stored)
    }

    /// Begins to read or make the key.
    package func prepare() { _ = load() }

    /// The signer, once there is one. A failure is not kept: the next caller tries again.
    package func signer() async throws -> any Signer {
        do {
            return try await load().value
        } catch {
            loading = nil
            throw error
        }
    }

    private func load() -> Task<any Signer, any Error> {
        if let loading { return loading }
        let envelope = SigningKeyEnvelope(keyring: keyring, random: random)
        let (store, clock) = (store, clock)
        let task = Task { () async throws -> any Signer in
            let algorithm = SignatureAlgorithm.rs256.rawValue
            if let stored = try await store.signingKeys(algorithm: algorithm).first {
                return try RSASigner(derRepresentation: envelope.open(stored))
            }
            let signer = try await RSASigner.generate()
            let record = try envelope.seal(signer, at: clock.now())
            // Another process may have been faster: then its key is the key.
            return try RSASigner(derRepresentation: envelope.open(await store.insertFirst(record)))
        }
        loading = task
        return task
    }
}
