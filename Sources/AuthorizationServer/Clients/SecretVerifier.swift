internal import Crypto
package import OAuth
package import Storage
internal import Synchronization

/// Checks secrets against what is kept of them.
///
/// A slow hash is checked once in a process; after that a keyed hash in memory answers, so that a client with a short
/// secret is not slow each time.
package final class SecretVerifier: Reloadable {
    private struct Remembered: Hashable {
        var id: String
        var hash: PasswordHash
    }

    private let hasher: PasswordHasher
    private let key = SymmetricKey(size: .bits256)
    private let remembered = Mutex<[Remembered: [UInt8]]>([:])
    private static let mostRemembered = 10_000

    package init(hasher: PasswordHasher) { self.hasher = hasher }

    /// Remembers what a seed file says of something whose slow hash is still to be made, so that it can be used at once.
    package func prime(id: String, secret: Secret) { remember(id, .pending, code(of: secret)) }

    /// Forgets what can be had again: what a seed file says cannot.
    package func reload() { remembered.withLock { $0 = $0.filter { $0.key.hash == .pending } } }

    /// Which of these the secret is, of those that are kept as fast hashes: too long to be guessed.
    func verifyFast(_ shown: Secret, against secrets: [ClientSecret]) -> ClientSecret? {
        let fast = SecretHash(shown)
        var match: ClientSecret?
        for secret in secrets {
            if case .fast(let hash) = secret.kept, hash.matches(fast) { match = secret }
        }
        return match
    }

    /// Which of these the secret is.
    /// - Parameter address: where the request comes from.
    func verify(
        _ shown: Secret, against secrets: [ClientSecret], from address: String
    ) async throws(OAuthError) -> ClientSecret? {
        if let match = verifyFast(shown, against: secrets) { return match }
        for secret in secrets {
            guard case .slow(let hash) = secret.kept else { continue }
            do {
                if try await judge(shown, id: secret.id, hash: hash, from: address) { return secret }
            } catch {
                throw OAuthError(.temporarilyUnavailable, "Try again later", detail: "\(error)", retryAfter: 2)
            }
        }
        return nil
    }

    /// Whether the password is a person's.
    /// - Parameters:
    ///   - hash: `nil` where there is none; no password is right then, and it takes as long.
    ///   - address: where the request comes from.
    /// - Throws: what `PasswordHasher.verify` throws.
    func verify(
        password: Secret, of userID: String, hash: PasswordHash?, from address: String
    ) async throws -> Bool {
        if hash == .pending, isRemembered(userID, .pending, code(of: password)) { return true }
        let kept = hash.flatMap { $0 == .pending ? nil : $0 }
        let matches = try await hasher.verify(
            password, kept ?? PasswordHasher.decoy, requester: FailureThrottle.network(of: address))
        return matches && kept != nil
    }

    /// A new hash of the password in the place of one that is outdated.
    /// - Returns: `nil` when the hash is still good, or no other could be made now.
    func renewed(_ hash: PasswordHash, of password: Secret, from address: String) async -> PasswordHash? {
        guard hash != .pending, hasher.isOutdated(hash) else { return nil }
        return try? await hasher.hash(password, requester: FailureThrottle.network(of: address))
    }

    /// Whether the secret is the one that was hashed. A success makes the next check fast.
    private func judge(_ shown: Secret, id: String, hash: PasswordHash, from address: String) async throws -> Bool {
        let code = code(of: shown)
        if isRemembered(id, hash, code) { return true }
        guard hash != .pending,
            try await hasher.verify(shown, hash, requester: FailureThrottle.network(of: address))
        else { return false }
        remember(id, hash, code)
        return true
    }

    private func isRemembered(_ id: String, _ hash: PasswordHash, _ code: [UInt8]) -> Bool {
        guard let known = remembered.withLock({ $0[Remembered(id: id, hash: hash)] }) else { return false }
        return constantTimeEqual(known, code)
    }

    private func remember(_ id: String, _ hash: PasswordHash, _ code: [UInt8]) {
        remembered.withLock { remembered in
            // What a seed file says cannot be had again.
            if hash != .pending, remembered.count >= SecretVerifier.mostRemembered {
                remembered = remembered.filter { $0.key.hash == .pending }
            }
            remembered[Remembered(id: id, hash: hash)] = code
        }
    }

    private func code(of secret: Secret) -> [UInt8] {
        secret.withBytes { Array(HMAC<SHA256>.authenticationCode(for: UnsafeRawBufferPointer($0), using: key)) }
    }
}

extension PasswordHash {
    /// Stands where the slow hash of a seeded secret is still to be made. Nothing verifies against it.
    package static let pending = PasswordHash(text: "$pending")
}

extension SecretHash {
    /// Hashes a secret that has at least 128 bits.
    package init(_ secret: Secret) {
        let digest = secret.withBytes { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        self.init(digest: Array(digest))
    }
}
