package import AuthorizationServer
package import OAuth
internal import Storage

/// The slow hashes that a seed file asks for. They are made after the start, so that it stays fast: until then what the
/// file says is remembered in memory.
package struct SlowHashes: Sendable {
    /// Users and their passwords.
    var passwords: [(userID: String, password: Secret)] = []
    /// Clients and their short secrets.
    var clientSecrets: [(clientID: String, secret: Secret)] = []

    /// Makes them one after the other. Where a hash is there already it is compared, and replaced when the file has
    /// changed.
    /// - Throws: `StorageError`, `PasswordHasher`'s errors. What is done so far stays.
    package func make(
        store: any SeedStore, hasher: PasswordHasher, clock: any WallClock, random: any RandomSource
    ) async throws {
        for (userID, password) in passwords {
            guard let current = try await store.user(id: userID)?.passwordHash else { continue }
            if current != .pending, try await hasher.verify(password, current) { continue }
            try await store.setPasswordHash(try await hasher.hash(password), ofUser: userID, at: clock.now())
        }
        for (clientID, secret) in clientSecrets {
            try await make(clientID, secret, store, hasher, IdentifierGenerator(clock: clock, random: random), clock)
        }
    }

    private func make(
        _ clientID: String, _ secret: Secret, _ store: any SeedStore, _ hasher: PasswordHasher,
        _ identifiers: IdentifierGenerator, _ clock: any WallClock
    ) async throws {
        var isKept = false
        for kept in try await store.secrets(ofClient: clientID) {
            guard case .slow(let hash) = kept.kept else { continue }
            if hash == .pending {
                _ = try await store.setKept(.slow(try await hasher.hash(secret)), ofSecret: kept.id)
                isKept = true
            } else if try await hasher.verify(secret, hash) {
                isKept = true
            }
        }
        guard !isKept else { return }
        try await store.insert(
            ClientSecret(
                id: identifiers.next("secret_"), clientID: clientID, kept: .slow(try await hasher.hash(secret)),
                createdAt: clock.now()))
    }
}
