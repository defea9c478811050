internal import Crypto
package import OAuth
package import Storage
internal import Synchronization

/// Checks secrets against what is kept of them.
///
/// A slow hash is checked once in a process; after that a keyed hash in memory answers, so that a client with a short
/// secret is not slow each time.
package final class SecretVerifier: Sendable {
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

    /// Whether the secret is one of these.
    func verify(_ shown: Secret, against secrets: [ClientSecret]) async throws(OAuthError) -> Bool {
        let fast = SecretHash(shown)
        var matches = false
        for case .fast(let hash) in secrets.map(\.kept) where hash.matches(fast) { matches = true }
        if matches { return true }
        for secret in secrets {
            guard case .slow(let hash) = secret.kept else { continue }
            if try await verify(shown, id: secret.id, hash: hash, remembering: true) { return true }
        }
        return false
    }

    /// Whether the secret is the one that was hashed.
    /// - Parameter remembering: whether a success makes the next check fast.
    func verify(
        _ shown: Secret, id: String, hash: PasswordHash, remembering: Bool
    ) async throws(OAuthError) -> Bool {
        let code = code(of: shown)
        if let known = remembered.withLock({ $0[Remembered(id: id, hash: hash)] }), constantTimeEqual(known, code) {
            return true
        }
        guard hash != .pending else { return false }
        do {
            guard try await hasher.verify(shown, hash) else { return false }
        } catch {
            throw OAuthError(.temporarilyUnavailable, "Try again later", detail: "\(error)", retryAfter: 2)
        }
        if remembering { remember(id, hash, code) }
        return true
    }

    private func remember(_ id: String, _ hash: PasswordHash, _ code: [UInt8]) {
        remembered.withLock { remembered in
            if remembered.count >= SecretVerifier.mostRemembered { remembered.removeAll() }
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
