package import OAuth
package import Storage

/// Hashes what people chose, with scrypt (RFC 7914), which is slow and needs memory on purpose, and checks what other
/// systems hashed as they liked. One hash is made at a time, so that strangers who try passwords leave the other cores
/// and the memory to everybody else. Those who wait have turns by network, so that one stranger's flood does not keep
/// others waiting.
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
        let (salt, cost) = (random.bytes(16), cost)
        let digest = try await inTurn(requester) {
            try ScryptHash.derive(password, salt: salt, cost: cost, count: 32)
        }
        return ScryptHash(cost: cost, salt: salt, digest: digest).passwordHash
    }

    /// Whether the hash was made from this password.
    /// - Parameter requester: the network that asks for it; `nil` for this server itself.
    /// - Throws: `unreadableHash` when it is of no algorithm that is known here or costs too much; `tooBusy`;
    ///   `CancellationError` when nobody waits for it any more.
    package func verify(
        _ password: Secret, _ hash: PasswordHash, requester: String? = nil
    ) async throws -> Bool {
        let kept = try hash.read()
        guard PasswordHasher.isUsable(password) else { return false }
        return try await inTurn(requester) { try kept.matches(password) }
    }

    /// Whether the hash is of another algorithm or another cost than those made here, so that it is better replaced when
    /// its password is known.
    package func isOutdated(_ hash: PasswordHash) -> Bool {
        (try? ScryptHash(hash))?.cost != cost
    }

    /// A hash of the standard cost that no password has, to be verified where there is none, so that it takes as long.
    package static let decoy = ScryptHash(
        cost: .standard, salt: Array("claviger decoy  ".utf8), digest: Array(repeating: 0, count: 32)
    ).passwordHash

    /// HMAC, and so scrypt, does not see NULs at the end: with them two passwords would be one.
    private static func isUsable(_ password: Secret) -> Bool {
        (1...longestPassword).contains(password.count) && password.withBytes { !$0.contains(0) }
    }

    private func inTurn<Result: Sendable>(
        _ requester: String?, _ work: @Sendable () throws -> Result
    ) async throws -> Result {
        guard await turns.take(for: requester ?? "") else {
            throw PasswordError(.tooBusy, "too many passwords wait to be hashed")
        }
        defer { turns.give() }
        try Task.checkCancellation()
        return try await PasswordHasher.aside(work)
    }

    /// Away from whichever actor asks for it.
    @concurrent
    private static func aside<Result: Sendable>(_ work: @Sendable () throws -> Result) async throws -> Result {
        try work()
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
