package import Encryption
package import JOSE
package import JSON
package import OAuth
package import Storage

/// The signing keys of the authorization server: read from the store or made and kept there, published before they
/// sign and until the last token that they signed has expired.
///
/// The nodes that share a store share its keys: each knows long enough ahead which key signs at which moment. Making an
/// RSA key takes a while, during which the present key signs on; only who needs the first one waits.
package actor SigningKeys: Reloadable {
    private let stored: StoredSigningKeys
    private let clock: any WallClock
    package nonisolated let policy: Policy
    /// The store is read and written one at a time, so that no older view takes the place of a newer one.
    private let turns = BoundedTurns(atOnce: 1, waiting: .max)
    private var schedule: KeySchedule?
    private var loading: Task<KeySchedule, any Error>?
    /// What the certificates of published keys add to them, by `kid`.
    private var certificates: [String: JSONObject] = [:]
    /// What `maintain` has not told yet.
    private var events: [KeyEvent] = []

    /// - Parameter keyring: encrypts the private keys at rest; without one they are kept in clear.
    package init(
        store: any SigningKeyStore, keyring: Keyring?, clock: any WallClock, random: any RandomSource,
        policy: Policy = Policy()
    ) {
        self.clock = clock
        self.policy = policy
        stored = StoredSigningKeys(
            store: store, envelope: SigningKeyEnvelope(keyring: keyring, random: random), clock: clock, policy: policy,
            startedAt: clock.now())
    }

    /// Opens the keys that are stored, if there are any, and makes none.
    /// - Throws: `EncryptionError` when the keyring is not the one that one of them was sealed under; `StorageError`.
    package nonisolated func checkStored() async throws { try await stored.check() }

    /// Signs with this key from now on. Where another one signs, it is the successor, at once: whoever names a key wants
    /// its signatures.
    package func use(_ signer: any StorableSigner) async throws {
        try await withTurn {
            _ = take(try await stored.use(signer))
        }
    }

    /// Begins to read the keys, or to make the first one.
    package func prepare() { _ = load() }

    /// The key that signs at this moment, once there is one. A failure is not kept: the next caller tries again.
    package func signer() async throws -> any Signer {
        guard let key = try await current().signing(at: clock.now()) else { throw SigningKeys.noKey }
        return key.signer
    }

    /// The public keys: of the signing key, of the next one, and of those that a living token may be signed with.
    package func published() async throws -> JSONWebKeySet { keySet(try await current()) }

    /// The published keys, RSA keys with a certificate: some clients of WorkOS read no others.
    package func publishedWithCertificates() async throws -> JSONValue {
        let keys = try await current().published(at: clock.now())
        for key in keys where certificates[key.keyID] == nil {
            certificates[key.keyID] = SelfSignedCertificate(for: key.signer, from: key.activeFrom)?.members ?? [:]
        }
        certificates = certificates.filter { entry in keys.contains { $0.keyID == entry.key } }
        return [
            "keys": .array(
                keys.map { key in
                    var object = key.signer.publicKey.json.object ?? [:]
                    for member in certificates[key.keyID]?.members ?? [] { object[member.name] = member.value }
                    return .object(object)
                })
        ]
    }

    /// The keys that our own tokens are checked with, which are the published ones.
    /// - Parameter keyID: when none has it, the store is read again, at most every ten seconds: another node may have
    ///   made the first key of an algorithm, which signs at once.
    package func verificationKeys(keyID: String? = nil) async throws -> JSONWebKeySet {
        let schedule = try await current()
        let keys = keySet(schedule)
        guard let keyID, keys.candidates(keyID: keyID).isEmpty, schedule.readAt.adding(seconds: 10) <= clock.now()
        else { return keys }
        return keySet(try await load().value)
    }

    private func keySet(_ schedule: KeySchedule) -> JSONWebKeySet {
        JSONWebKeySet(schedule.published(at: clock.now()).map(\.signer.publicKey))
    }

    /// The schedule, read again when it may lack the key that signs by now.
    private func current() async throws -> KeySchedule {
        if let schedule, schedule.isCurrent(at: clock.now()) { return schedule }
        return try await load().value
    }

    /// The reading under way, or a new one.
    private func load() -> Task<KeySchedule, any Error> {
        if let loading { return loading }
        let task = Task {
            defer { loading = nil }
            return try await withTurn { try await read() }
        }
        loading = task
        return task
    }

    /// Forgets the keys; who needs one next reads them, or makes the first one.
    package func reload() async {
        // A reading under way may be of what was there before.
        _ = await turns.take()
        defer { turns.give() }
        schedule = nil
        loading = nil
    }

    private func read() async throws -> KeySchedule {
        take(try await stored.read(known: schedule))
    }

    @discardableResult
    private func take(_ outcome: StoredSigningKeys.Outcome) -> KeySchedule {
        schedule = outcome.schedule
        if let created = outcome.created { events.append(.created(created)) }
        return outcome.schedule
    }

    private func withTurn<Value>(_ body: () async throws -> Value) async throws -> Value {
        _ = await turns.take()
        defer { turns.give() }
        return try await body()
    }

    private static let noKey = StorageError(.unavailable, "there is no signing key")
}

// MARK: - Rotation

extension SigningKeys {
    /// Reads the store again, so that another node's rotation is seen, makes the next key when its time has come, and
    /// removes those that no living token is signed with. To be called every minute or so.
    /// - Returns: what this node did since the last call.
    package func maintain() async throws -> [KeyEvent] {
        try await withTurn {
            var schedule = try await read()
            if let activeFrom = schedule.successorActiveFrom(at: clock.now()) {
                schedule = take(try await stored.insertSuccessor(in: schedule, activeFrom: activeFrom))
            }
            let retired = schedule.retired(at: clock.now())
            if !retired.isEmpty {
                try await stored.remove(retired)
                self.schedule = schedule.removing(retired)
                events += retired.map { .retired($0.keyID) }
            }
            defer { events = [] }
            return events
        }
    }

    /// Publishes a successor of the signing key, which becomes active when it has been published long enough. Where one
    /// waits already, of this node or another, that one is the successor.
    /// - Returns: that the successor was created.
    package func rotate() async throws -> KeyEvent {
        try await withTurn {
            var schedule = try await read()
            let now = clock.now()
            if let newest = schedule.newest, newest.activeFrom <= now {
                let activeFrom = now.adding(seconds: policy.publishAhead)
                schedule = try await stored.insertSuccessor(in: schedule, activeFrom: activeFrom).schedule
                self.schedule = schedule
            }
            guard let newest = schedule.newest else { throw SigningKeys.noKey }
            return .created(newest.keyID)
        }
    }
}
