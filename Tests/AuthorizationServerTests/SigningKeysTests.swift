import AuthorizationServer
import Encryption
import JOSE
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Signing keys")
struct SigningKeysTests {
    private let clock = ManualClock()
    private let random = SystemRandomSource()

    private func keys(_ storage: SQLiteStorage, _ keyring: Keyring? = nil) -> SigningKeys {
        SigningKeys(store: storage, keyring: keyring, clock: clock, random: random)
    }

    private func keyring(_ id: String) throws -> Keyring {
        try Keyring(parsing: Keyring.generate(identifier: id, random: random))
    }

    @Test("a key is made once and found again")
    func persisted() async throws {
        let storage = try SQLiteStorage(.memory)
        let first = try await keys(storage).signer().publicKey.keyID
        #expect(try await keys(storage).signer().publicKey.keyID == first)
    }

    @Test("of several processes that start at once, all sign with one key")
    func race() async throws {
        let storage = try SQLiteStorage(.memory)
        let identifiers = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<4 {
                let keys = keys(storage)
                group.addTask { try await keys.signer().publicKey.keyID }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(identifiers.count == 1)
    }

    @Test("with encryption keys the private key is sealed at rest, without them it is in clear")
    func atRest() async throws {
        let plain = try SQLiteStorage(.memory)
        _ = try await keys(plain).signer()
        guard case .plain = try await plain.signingKeys(algorithm: "RS256")[0].material else {
            Issue.record("expected a key in clear")
            return
        }
        let sealed = try SQLiteStorage(.memory)
        _ = try await keys(sealed, keyring("k1")).signer()
        guard case .sealed(let id, _, let ciphertext) = try await sealed.signingKeys(algorithm: "RS256")[0].material
        else {
            Issue.record("expected a sealed key")
            return
        }
        #expect(id == "k1")
        #expect(throws: (any Error).self) { try RSASigner(derRepresentation: Secret(ciphertext)) }
    }

    @Test("a sealed key does not open without its encryption key, and the error names that key")
    func wrongKeyring() async throws {
        let storage = try SQLiteStorage(.memory)
        _ = try await keys(storage, keyring("k1")).signer()
        await #expect(throws: EncryptionError(.unknownKey, "")) { try await keys(storage).signer() }
        await #expect(throws: EncryptionError(.unknownKey, "")) { try await keys(storage, keyring("k2")).signer() }
        await #expect(throws: EncryptionError(.notAuthentic, "")) { try await keys(storage, keyring("k1")).signer() }
    }

    @Test("a failure is not kept: the next caller tries again")
    func retry() async throws {
        let storage = try SQLiteStorage(.memory)
        let store = FlakyStore(storage: storage)
        let keys = SigningKeys(store: store, keyring: nil, clock: clock, random: random)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.signer() }
        _ = try await keys.signer()
    }
}

/// Fails once, then is a database.
private actor FlakyStore: SigningKeyStore {
    private let storage: SQLiteStorage
    private var failures = 1

    init(storage: SQLiteStorage) { self.storage = storage }

    func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord] {
        if failures > 0 {
            failures -= 1
            throw StorageError(.unavailable, "down")
        }
        return try await storage.signingKeys(algorithm: algorithm)
    }

    func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord {
        try await storage.insertFirst(key)
    }
}
