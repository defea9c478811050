import AuthorizationServer
import Encryption
import JOSE
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Signing keys: made once, kept, and found again")
struct SigningKeysTests {
    private let clock = ManualClock()
    private let random = SystemRandomSource()
    private let store = MemorySigningKeyStore()

    private func keys(_ keyring: Keyring? = nil, _ algorithm: SignatureAlgorithm = .es256) -> SigningKeys {
        SigningKeys(
            store: store, keyring: keyring, clock: clock, random: random, policy: .init(algorithm: algorithm))
    }

    private func keyring(_ id: String) throws -> Keyring {
        try Keyring(parsing: Keyring.generate(identifier: id, random: random))
    }

    @Test("a key is made once and found again", arguments: SignatureAlgorithm.allCases)
    func persisted(algorithm: SignatureAlgorithm) async throws {
        let first = try await keys(nil, algorithm).signer().publicKey
        #expect(first.algorithm == algorithm)
        #expect(first.keyID == first.thumbprint)
        #expect(try await keys(nil, algorithm).signer().publicKey.keyID == first.keyID)
        #expect(try await keys(nil, algorithm).published().keys.map(\.keyID) == [first.keyID])
    }

    @Test("RS256 is what tokens are signed with unless another algorithm is configured")
    func standardAlgorithm() async throws {
        let keys = SigningKeys(store: store, keyring: nil, clock: clock, random: random)
        #expect(try await keys.signer().publicKey.algorithm == .rs256)
    }

    @Test("of several nodes that start at once, all sign with one key, and one of them made it")
    func race() async throws {
        let outcomes = try await withThrowingTaskGroup(of: (String?, [KeyEvent]).self) { group in
            for _ in 0..<4 {
                let keys = keys()
                group.addTask { (try await keys.signer().publicKey.keyID, try await keys.maintain()) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(outcomes.map(\.0)).count == 1)
        #expect(outcomes.flatMap(\.1).count == 1)
        #expect(store.all.count == 1)
    }

    @Test("those who ask while the first key is made wait for that one, and the store is read once")
    func oneReading() async throws {
        let keys = keys()
        store.hold()
        await keys.prepare()
        let signers = (0..<20).map { _ in Task { try await keys.signer().publicKey.keyID } }
        while store.held == 0 { await Task.yield() }
        store.release()
        var identifiers: Set<String?> = []
        for signer in signers { identifiers.insert(try await signer.value) }
        #expect(identifiers.count == 1)
        #expect(store.reads == SignatureAlgorithm.allCases.count)
    }

    @Test(
        "with encryption keys the private key is sealed at rest, without them it is in clear",
        arguments: SignatureAlgorithm.allCases)
    func atRest(algorithm: SignatureAlgorithm) async throws {
        _ = try await keys(nil, algorithm).signer()
        guard case .plain(let plain) = store.all[0].material else {
            Issue.record("expected a key in clear")
            return
        }
        _ = try SigningKeyPair.read(algorithm, privateRepresentation: plain)
        try await store.deleteSigningKeys(ids: [store.all[0].keyID])
        _ = try await keys(keyring("k1"), algorithm).signer()
        guard case .sealed(let id, _, let ciphertext) = store.all[0].material else {
            Issue.record("expected a sealed key")
            return
        }
        #expect(id == "k1")
        #expect(throws: (any Error).self) {
            try SigningKeyPair.read(algorithm, privateRepresentation: Secret(ciphertext))
        }
    }

    @Test("a sealed key does not open without its encryption key, and the error names that key")
    func wrongKeyring() async throws {
        _ = try await keys(keyring("k1")).signer()
        let wrong: [(Keyring?, EncryptionError.Code)] = [
            (nil, .unknownKey), (try keyring("k2"), .unknownKey), (try keyring("k1"), .notAuthentic),
        ]
        for (keyring, code) in wrong {
            await #expect(throws: EncryptionError(code, "")) { try await keys(keyring).signer() }
            await #expect(throws: EncryptionError(code, "")) { try await keys(keyring).checkStored() }
        }
    }

    @Test("the check at the start opens the keys of every algorithm, and makes none")
    func check() async throws {
        try await keys().checkStored()
        #expect(store.all.isEmpty)
        let ring = try keyring("k1")
        for algorithm in [SignatureAlgorithm.es256, .edDSA] { _ = try await keys(ring, algorithm).signer() }
        try await keys(ring).checkStored()
        #expect(store.all.count == 2)
        await #expect(throws: EncryptionError(.unknownKey, "")) { try await keys(nil, .rs256).checkStored() }
    }

    @Test("a failure is not kept: the next caller tries again")
    func retry() async throws {
        let keys = keys()
        store.fail(times: 1)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.signer() }
        _ = try await keys.signer()
        store.fail(times: 1)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.maintain() }
        #expect(try await keys.maintain().count == 1)
    }
}
