package import AuthorizationServer
package import OAuth
package import Storage

/// The slow hashes that a seed file asks for. They are made after the start, so that it stays fast: until then what the
/// file says is remembered in memory.
package struct SlowHashes: Sendable {
    /// Users and their passwords.
    var passwords: [(userID: String, password: Secret)] = []
    /// Clients and their short secrets.
    var clientSecrets: [(clientID: String, secret: Secret)] = []

    /// Makes them one after the other, those of clients first: there are fewer, and machines do not wait. Where a hash is
    /// there already it is compared; a changed password takes the old one's place, a changed secret stands beside it.
    /// - Returns: the hashes that took the place of pending ones.
    /// - Throws: `StorageError`, `PasswordHasher`'s errors. What is done so far stays.
    @discardableResult
    package func make(
        store: any SeedStore, hasher: PasswordHasher, clock: any WallClock, random: any RandomSource
    ) async throws -> MadeHashes {
        var made = MadeHashes()
        let identifiers = IdentifierGenerator(clock: clock, random: random)
        for (clientID, secret) in clientSecrets {
            made.clientSecrets += try await make(clientID, secret, store, hasher, identifiers, clock)
        }
        for (userID, password) in passwords {
            guard let current = try await store.user(id: userID)?.passwordHash else { continue }
            if current != .pending, try await hasher.verify(password, current) {
                made.passwords.append((userID, current))
                continue
            }
            let hash = try await hasher.hash(password)
            try await store.setPasswordHash(hash, ofUser: userID, at: clock.now())
            made.passwords.append((userID, hash))
        }
        return made
    }

    private func make(
        _ clientID: String, _ secret: Secret, _ store: any SeedStore, _ hasher: PasswordHasher,
        _ identifiers: IdentifierGenerator, _ clock: any WallClock
    ) async throws -> [(secretID: String, hash: PasswordHash)] {
        var pending: [String] = []
        var isKept = false
        for kept in try await store.secrets(ofClient: clientID) {
            guard case .slow(let hash) = kept.kept else { continue }
            if hash == .pending {
                pending.append(kept.id)
            } else if !isKept {
                isKept = try await hasher.verify(secret, hash)
            }
        }
        if isKept {
            try await removePending(ofClient: clientID, store)
            return []
        }
        let hash = try await hasher.hash(secret)
        for id in pending {
            if try await store.setKept(.slow(hash), ofSecret: id) { isKept = true }
        }
        guard !isKept else { return pending.map { ($0, hash) } }
        try await store.insert(
            ClientSecret(
                id: identifiers.next("secret_"), clientID: clientID, kept: .slow(hash),
                hint: SecretHint.text(of: secret),
                createdAt: clock.now()))
        return []
    }

    /// Removes what was kept so that the secret could be used before it was known to be one of the old ones.
    private func removePending(ofClient clientID: String, _ store: any SeedStore) async throws {
        guard let client = try await store.client(id: clientID) else { return }
        let secrets = try await store.secrets(ofClient: clientID)
        let others = secrets.filter { $0.kept != .slow(.pending) }
        if others.count < secrets.count { _ = try await store.update(client, secrets: others) }
    }
}

/// Slow hashes that were made of what a seed says.
package struct MadeHashes: Sendable {
    var passwords: [(userID: String, hash: PasswordHash)] = []
    var clientSecrets: [(secretID: String, hash: PasswordHash)] = []

    /// Puts them into another store, where it has those people and secrets and their hashes are still to be made.
    package func apply(to store: any SeedStore, at now: Timestamp) async throws(StorageError) {
        for (id, hash) in passwords where try await store.user(id: id)?.passwordHash == .pending {
            try await store.setPasswordHash(hash, ofUser: id, at: now)
        }
        for (id, hash) in clientSecrets where try await store.secret(id: id)?.kept == .slow(.pending) {
            _ = try await store.setKept(.slow(hash), ofSecret: id)
        }
    }
}
