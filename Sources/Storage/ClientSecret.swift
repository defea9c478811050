package import OAuth

/// One of a client's secrets: its hash, never the secret.
package struct ClientSecret: Sendable, Hashable {
    /// What is kept of it.
    package enum Kept: Sendable, Hashable {
        /// For a secret of at least 128 bits.
        case fast(SecretHash)
        /// For a shorter one, which could be guessed from a fast hash.
        case slow(PasswordHash)
    }

    package var id: String
    package var clientID: String
    package var kept: Kept
    /// As much of it as people may see: see `SecretHint`.
    package var hint: String
    package var lastUsedAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, clientID: String, kept: Kept, hint: String = "", lastUsedAt: Timestamp? = nil,
        createdAt: Timestamp, updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.clientID = clientID
        self.kept = kept
        self.hint = hint
        self.lastUsedAt = lastUsedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }

    package init(id: String, clientID: String, hash: SecretHash, hint: String = "", createdAt: Timestamp) {
        self.init(id: id, clientID: clientID, kept: .fast(hash), hint: hint, createdAt: createdAt)
    }
}
