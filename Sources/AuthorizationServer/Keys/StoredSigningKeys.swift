internal import JOSE
internal import OAuth
internal import Storage

/// The signing keys in the store: reads, makes and opens them. Nothing here runs on the caller's executor, since making
/// and opening keys takes a while.
struct StoredSigningKeys: Sendable {
    let store: any SigningKeyStore
    let envelope: SigningKeyEnvelope
    let clock: any WallClock
    let policy: SigningKeys.Policy
    let startedAt: Timestamp

    /// What the store holds, and the `kid` of the key that was made, if one was.
    struct Outcome: Sendable {
        var schedule: KeySchedule
        var created: String?
    }

    /// Opens all keys.
    @concurrent
    func check() async throws {
        for algorithm in SignatureAlgorithm.allCases { _ = try await open(records(algorithm), algorithm, known: nil) }
    }

    /// Reads all keys, and makes the first of the configured algorithm where there is none.
    /// - Parameter known: keys that are open already.
    @concurrent
    func read(known: KeySchedule?) async throws -> Outcome {
        let readAt = clock.now()
        var keys: [SignatureAlgorithm: [KeySchedule.Key]] = [:]
        var created: String?
        for algorithm in SignatureAlgorithm.allCases {
            var records = try await records(algorithm)
            if algorithm == policy.algorithm, records.isEmpty {
                let made = try await make()
                // Another node may have been faster: then its key is the key.
                let first = try await store.insertFirst(made)
                if first.keyID == made.keyID { created = made.keyID }
                records = [first]
            }
            keys[algorithm] = try open(records, algorithm, known: known)
        }
        return Outcome(
            schedule: KeySchedule(policy: policy, startedAt: startedAt, readAt: readAt, keys: keys), created: created)
    }

    /// Makes the successor of the newest key, unless another node did.
    /// - Parameter activeFrom: when it begins to sign, or later: it is published long enough before.
    @concurrent
    func insertSuccessor(in schedule: KeySchedule, activeFrom: Timestamp) async throws -> Outcome {
        guard let newest = schedule.newest else { return Outcome(schedule: schedule) }
        let made = try await make(activeFrom: activeFrom)
        let records = try await store.insert(made, following: newest.keyID)
        var keys = schedule.keys
        keys[policy.algorithm] = try open(records, policy.algorithm, known: schedule)
        return Outcome(
            schedule: KeySchedule(policy: policy, startedAt: startedAt, readAt: schedule.readAt, keys: keys),
            created: records.contains { $0.keyID == made.keyID } ? made.keyID : nil)
    }

    /// Keeps a key that was made elsewhere as the one that signs, unless it does already.
    @concurrent
    func use(_ signer: any StorableSigner) async throws -> Outcome {
        let now = clock.now()
        let record = try envelope.seal(signer, at: now, activeFrom: now)
        _ = try await store.insertFirst(record)
        if let newest = try await records(signer.publicKey.algorithm).last, newest.keyID != record.keyID {
            _ = try await store.insert(record, following: newest.keyID)
        }
        return try await read(known: nil)
    }

    func remove(_ keys: [KeySchedule.Key]) async throws(StorageError) {
        try await store.deleteSigningKeys(ids: keys.map(\.keyID))
    }

    private func records(_ algorithm: SignatureAlgorithm) async throws(StorageError) -> [SigningKeyRecord] {
        try await store.signingKeys(algorithm: algorithm.rawValue)
    }

    /// Makes a key.
    /// - Parameter activeFrom: for a successor, the earliest moment that it may sign; the first key signs at once.
    private func make(activeFrom: Timestamp? = nil) async throws -> SigningKeyRecord {
        let signer = try await SigningKeyPair.generate(policy.algorithm)
        // Making it took a while, by which it must not be published shorter.
        let now = clock.now()
        let moment = activeFrom.map { max($0, now.adding(seconds: policy.publishAhead)) } ?? now
        return try envelope.seal(signer, at: now, activeFrom: moment)
    }

    private func open(
        _ records: [SigningKeyRecord], _ algorithm: SignatureAlgorithm, known: KeySchedule?
    ) throws -> [KeySchedule.Key] {
        let known = known?.keys[algorithm] ?? []
        return try records.map { record in
            let signer = try known.first { $0.keyID == record.keyID }?.signer ?? envelope.open(record, algorithm)
            return KeySchedule.Key(keyID: record.keyID, activeFrom: record.activeFrom, signer: signer)
        }
    }
}
