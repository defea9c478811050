internal import Crypto
internal import CryptoExtras
package import OAuth
package import Storage

/// Hashes what people chose, with scrypt (RFC 7914), which is slow and needs memory on purpose. One hash is made at a
/// time, so that strangers who try passwords leave the other cores and the memory to everybody else. Those who wait
/// have turns by network, so that one stranger's flood does not keep others waiting.
package struct PasswordHasher: Sendable {
    private let random: any RandomSource
    private let cost: ScryptCost
    private let turns = BoundedTurns(atOnce: 1, waiting: PasswordHasher.mostWaiting)

    /// So many wait for their turn; whoever comes then is turned away.
    package static let mostWaiting = 64
    /// In bytes. More would cost hashing time in proportion and make no password stronger.
    package static let longestPassword = 1024

    /// - Parameter cost: what new hashes cost.
    package init(random: any RandomSource, cost: ScryptCost = .standard) {
        self.random = random
        self.cost = cost
    }

    /// A hash with a salt of its own.
    /// - Parameter requester: the network that asks for it; `nil` for this server itself.
    /// - Throws: `unusablePassword`, `tooBusy`; `CancellationError` when nobody waits for it any more.
    package func hash(_ password: Secret, requester: String? = nil) async throws -> PasswordHash {
        guard PasswordHasher.isUsable(password) else {
            throw PasswordError(
                .unusablePassword, "a password has 1 to \(PasswordHasher.longestPassword) bytes, none of them NUL")
        }
        let salt = random.bytes(16)
        let digest = try await derive(password, salt: salt, cost: cost, count: 32, requester)
        return ScryptHash(cost: cost, salt: salt, digest: digest).passwordHash
    }

    /// Whether the hash was made from this password.
    /// - Parameter requester: the network that asks for it; `nil` for this server itself.
    /// - Throws: `unreadableHash` when it is not one of scrypt or costs more than any that is made here; `tooBusy`;
    ///   `CancellationError` when nobody waits for it any more.
    package func verify(
        _ password: Secret, _ hash: PasswordHash, requester: String? = nil
    ) async throws -> Bool {
        let kept = try ScryptHash(hash)
        guard PasswordHasher.isUsable(password) else { return false }
        let digest = try await derive(
            password, salt: kept.salt, cost: kept.cost, count: kept.digest.count, requester)
        return constantTimeEqual(digest, kept.digest)
    }

    /// A hash of the standard cost that no password has, to be verified where there is none, so that it takes as long.
    package static let decoy = ScryptHash(
        cost: .standard, salt: Array("claviger decoy  ".utf8), digest: Array(repeating: 0, count: 32)
    ).passwordHash

    /// HMAC, and so scrypt, does not see NULs at the end: with them two passwords would be one.
    private static func isUsable(_ password: Secret) -> Bool {
        (1...longestPassword).contains(password.count) && password.withBytes { !$0.contains(0) }
    }

    private func derive(
        _ password: Secret, salt: [UInt8], cost: ScryptCost, count: Int, _ requester: String?
    ) async throws -> [UInt8] {
        guard await turns.take(for: requester ?? "") else {
            throw PasswordError(.tooBusy, "too many passwords wait to be hashed")
        }
        defer { turns.give() }
        try Task.checkCancellation()
        return try await PasswordHasher.scrypt(password, salt: salt, cost: cost, count: count)
    }

    @concurrent
    private static func scrypt(
        _ password: Secret, salt: [UInt8], cost: ScryptCost, count: Int
    ) async throws -> [UInt8] {
        try password.withBytes { bytes throws in
            try KDF.Scrypt.deriveKey(
                from: Array(bytes), salt: salt, outputByteCount: count, rounds: 1 << cost.logarithm,
                blockSize: cost.blockSize, parallelism: cost.parallelism
            ).withUnsafeBytes { Array($0) }
        }
    }
}

/// Why a password could not be hashed or checked. Equal when the codes are.
package struct PasswordError: Error, Sendable, Equatable {
    package enum Code: Sendable, Hashable {
        /// Too many wait already: try again in a few seconds.
        case tooBusy
        /// It is empty, too long, or has a NUL.
        case unusablePassword
        /// What was kept is not a hash of the form that is read here.
        case unreadableHash
    }

    package var code: Code
    /// For the log; holds no secret.
    package var reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package static func == (left: PasswordError, right: PasswordError) -> Bool { left.code == right.code }
}
