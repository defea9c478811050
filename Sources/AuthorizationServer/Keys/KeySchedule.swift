internal import JOSE
internal import OAuth

/// The signing keys as they were read from the store at one moment, and what follows from the time: which one signs,
/// which are published, which are gone.
struct KeySchedule: Sendable {
    struct Key: Sendable {
        let keyID: String
        let activeFrom: Timestamp
        let signer: any StorableSigner
    }

    let policy: SigningKeys.Policy
    /// When this process began to sign: keys of another algorithm sign no more, as far as it is concerned.
    let startedAt: Timestamp
    /// Every key that was kept at this moment is here.
    let readAt: Timestamp
    /// Oldest first. The configured algorithm has at least one key.
    let keys: [SignatureAlgorithm: [Key]]

    private var own: [Key] { keys[policy.algorithm] ?? [] }

    /// The key that signs.
    func signing(at now: Timestamp) -> Key? {
        // A node whose clock is ahead may have made the first key: it was published as soon as it was kept.
        own.last { $0.activeFrom <= now } ?? own.first
    }

    /// The key that comes last, which signs or waits to.
    var newest: Key? { own.last }

    /// Whether the signing key is known for certain: a successor that was kept since `readAt` is not active yet. Half
    /// of the time is left for slow writes and clocks that differ.
    func isCurrent(at now: Timestamp) -> Bool { now < readAt.adding(seconds: policy.publishAhead / 2) }

    /// When the successor of the newest key begins to sign, once the time has come to publish it; `nil` before.
    func successorActiveFrom(at now: Timestamp) -> Timestamp? {
        guard let newest, newest.activeFrom <= now else { return nil }
        let earliest = now.adding(seconds: policy.publishAhead)
        let due = newest.activeFrom.adding(seconds: policy.lifetime)
        return due <= earliest ? earliest : nil
    }

    /// The keys that a living token may be signed with or that are about to sign: the signing one first, the others
    /// newest first.
    func published(at now: Timestamp) -> [Key] {
        let signing = signing(at: now)
        let others = ([policy.algorithm] + SignatureAlgorithm.allCases.filter { $0 != policy.algorithm })
            .flatMap { living($0, at: now).reversed() }
            .filter { $0.keyID != signing?.keyID }
        return (signing.map { [$0] } ?? []) + others
    }

    /// The keys that no living token is signed with.
    func retired(at now: Timestamp) -> [Key] {
        SignatureAlgorithm.allCases.flatMap { algorithm in
            (keys[algorithm] ?? []).prefix((keys[algorithm] ?? []).count - living(algorithm, at: now).count)
        }
    }

    /// The schedule without these keys.
    func removing(_ removed: [Key]) -> KeySchedule {
        let identifiers = Set(removed.map(\.keyID))
        return KeySchedule(
            policy: policy, startedAt: startedAt, readAt: readAt,
            keys: keys.mapValues { $0.filter { !identifiers.contains($0.keyID) } })
    }

    /// The keys of an algorithm without the first ones whose last token has expired.
    private func living(_ algorithm: SignatureAlgorithm, at now: Timestamp) -> ArraySlice<Key> {
        let keys = keys[algorithm] ?? []
        // Another algorithm was configured until this process began. Other nodes may follow a while later, for which
        // the time that publishing takes must do.
        let end = startedAt.adding(seconds: policy.publishAhead + policy.longestToken)
        if algorithm != policy.algorithm, end <= now { return [] }
        // A key signs until its successor does.
        let first = keys.indices.first { index in
            index + 1 == keys.count || now < keys[index + 1].activeFrom.adding(seconds: policy.longestToken)
        }
        return first.map { keys[$0...] } ?? []
    }
}
