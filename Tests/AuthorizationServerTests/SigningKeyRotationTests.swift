import AuthorizationServer
import JOSE
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Signing keys: published before use, kept until the longest token has expired")
struct SigningKeyRotationTests {
    private static let day: Int64 = 86_400
    private let clock = ManualClock()
    private let store = MemorySigningKeyStore()

    /// A key signs for ten days and is published one day ahead; a token lives for 3900 s at most.
    private func node(_ algorithm: SignatureAlgorithm = .es256) -> SigningKeys {
        SigningKeys(
            store: store, keyring: nil, clock: clock, random: SystemRandomSource(),
            policy: .init(algorithm: algorithm, lifetime: 10 * Self.day, publishAhead: Self.day, longestToken: 3900))
    }

    private func signing(_ keys: SigningKeys) async throws -> String {
        try #require(try await keys.signer().publicKey.keyID)
    }

    private func published(_ keys: SigningKeys) async throws -> [String] {
        try await keys.published().keys.compactMap(\.keyID)
    }

    @Test("the next key is published a day before it signs, the last one until its tokens have expired")
    func life() async throws {
        let keys = node()
        let first = try await signing(keys)
        #expect(try await keys.maintain() == [.created(first)])
        clock.advance(seconds: 9 * Self.day - 1)
        #expect(try await keys.maintain() == [])
        #expect(try await published(keys) == [first])

        clock.advance(seconds: 1)
        let events = try await keys.maintain()
        let second = try #require(try await published(keys).last)
        #expect(events == [.created(second)])
        #expect(second != first)
        #expect(try await published(keys) == [first, second])
        #expect(try await keys.maintain() == [])

        clock.advance(seconds: Self.day - 1)
        #expect(try await signing(keys) == first)
        clock.advance(seconds: 1)
        #expect(try await signing(keys) == second)
        #expect(try await published(keys) == [second, first])

        clock.advance(seconds: 3899)
        #expect(try await keys.maintain() == [])
        #expect(try await published(keys) == [second, first])
        clock.advance(seconds: 1)
        #expect(try await published(keys) == [second])
        #expect(try await keys.maintain() == [.retired(first)])
        #expect(store.all.map(\.keyID) == [second])
        #expect(try await signing(keys) == second)
    }

    @Test("rotation publishes a successor, which signs a day later")
    func rotation() async throws {
        let keys = node()
        let first = try await signing(keys)
        let event = try await keys.rotate()
        let second = try #require(try await published(keys).last)
        #expect(event == .created(second))
        #expect(try await published(keys) == [first, second])
        clock.advance(seconds: Self.day - 1)
        #expect(try await signing(keys) == first)
        clock.advance(seconds: 1)
        #expect(try await signing(keys) == second)
    }

    @Test("rotating again while a successor waits makes no other one, on whichever node")
    func rotationTwice() async throws {
        let (one, other) = (node(), node())
        _ = try await signing(one)
        let event = try await one.rotate()
        clock.advance(seconds: 60)
        #expect(try await one.rotate() == event)
        #expect(try await other.rotate() == event)
        #expect(store.all.count == 2)
    }

    @Test("of several nodes that rotate at once one makes the successor, and all name that one")
    func rotationRace() async throws {
        let nodes = (0..<4).map { _ in node() }
        for node in nodes { _ = try await signing(node) }
        let events = try await withThrowingTaskGroup(of: KeyEvent.self) { group in
            for node in nodes { group.addTask { try await node.rotate() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(events.allSatisfy { $0 == events[0] })
        #expect(store.all.count == 2)
        for node in nodes { #expect(try await published(node).count == 2) }
    }

    @Test("of several nodes that find a successor due at once one makes it and tells so")
    func maintenanceRace() async throws {
        let nodes = (0..<4).map { _ in node() }
        for node in nodes { _ = try await node.maintain() }
        clock.advance(seconds: 9 * Self.day)
        let events = try await withThrowingTaskGroup(of: [KeyEvent].self) { group in
            for node in nodes { group.addTask { try await node.maintain() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(events.count == 1)
        #expect(store.all.count == 2)
    }

    @Test("a node that is never maintained still learns in time of another one's rotation")
    func otherNode() async throws {
        let (one, other) = (node(), node())
        let first = try await signing(one)
        #expect(try await signing(other) == first)
        _ = try await one.rotate()
        #expect(try await published(other) == [first])
        clock.advance(seconds: Self.day)
        let second = try await signing(other)
        #expect(second != first)
        #expect(try await signing(one) == second)
    }

    @Test("maintenance sees another node's rotation at once")
    func maintenanceReads() async throws {
        let (one, other) = (node(), node())
        _ = try await signing(one)
        _ = try await signing(other)
        _ = try await one.rotate()
        #expect(try await other.maintain() == [])
        #expect(try await published(other) == published(one))
    }

    @Test("after months without a running node the old key signs on until its successor was published for a day")
    func longPause() async throws {
        let first = try await signing(node())
        clock.advance(seconds: 200 * Self.day)
        let keys = node()
        #expect(try await signing(keys) == first)
        _ = try await keys.maintain()
        clock.advance(seconds: Self.day - 1)
        #expect(try await signing(keys) == first)
        clock.advance(seconds: 1)
        #expect(try await signing(keys) != first)
    }

    @Test("while a successor is made and kept, the present key signs and is published")
    func noWaiting() async throws {
        let keys = node()
        let first = try await signing(keys)
        store.hold()
        let rotation = Task { try await keys.rotate() }
        while store.held == 0 { await Task.yield() }
        #expect(try await signing(keys) == first)
        #expect(try await published(keys) == [first])
        store.release()
        _ = try await rotation.value
        #expect(try await published(keys).count == 2)
    }

    @Test("while the store is down the present key signs, until a successor could be active that nobody knows of")
    func outage() async throws {
        let keys = node()
        let first = try await signing(keys)
        store.fail(times: .max)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.maintain() }
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.rotate() }
        clock.advance(seconds: Self.day / 2 - 1)
        #expect(try await signing(keys) == first)
        clock.advance(seconds: 1)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.signer() }
        store.fail(times: 0)
        #expect(try await signing(keys) == first)
    }

    @Test("a key that could not be removed is removed the next time, and told once")
    func removalFails() async throws {
        let keys = node()
        let first = try await signing(keys)
        _ = try await keys.maintain()
        _ = try await keys.rotate()
        clock.advance(seconds: Self.day + 3900)
        // The three readings succeed, the removal fails.
        store.fail(times: 1, after: 3)
        await #expect(throws: StorageError(.unavailable, "")) { try await keys.maintain() }
        #expect(store.all.count == 2)
        #expect(try await keys.maintain() == [.retired(first)])
        #expect(try await keys.maintain() == [])
    }
}

@Suite("Signing keys: another algorithm")
struct SigningAlgorithmChangeTests {
    private let clock = ManualClock()
    private let store = MemorySigningKeyStore()

    private func node(_ algorithm: SignatureAlgorithm) -> SigningKeys {
        SigningKeys(
            store: store, keyring: nil, clock: clock, random: SystemRandomSource(),
            policy: .init(algorithm: algorithm, lifetime: 864_000, publishAhead: 86_400, longestToken: 3900))
    }

    @Test("the new algorithm signs at once, and the old one's key stays until its tokens, and other nodes, are gone")
    func change() async throws {
        let old = try await node(.edDSA).signer().publicKey
        clock.advance(seconds: 60)
        let keys = node(.es256)
        let new = try await keys.signer().publicKey
        #expect(new.algorithm == .es256)
        #expect(try await keys.published().keys.map(\.keyID) == [new.keyID, old.keyID])
        clock.advance(seconds: 86_400 + 3899)
        #expect(try await keys.maintain() == [.created(new.thumbprint)])
        #expect(try await keys.published().keys.map(\.keyID) == [new.keyID, old.keyID])
        clock.advance(seconds: 1)
        #expect(try await keys.published().keys.map(\.keyID) == [new.keyID])
        #expect(try await keys.maintain() == [.retired(old.thumbprint)])
    }

    @Test("a successor of the old algorithm that never came to sign goes with the others")
    func waitingSuccessor() async throws {
        let before = node(.edDSA)
        _ = try await before.rotate()
        let keys = node(.es256)
        #expect(try await keys.published().keys.count == 3)
        clock.advance(seconds: 86_400 + 3900)
        #expect(try await keys.maintain().count == 3)
        #expect(store.all.map(\.algorithm) == ["ES256"])
    }

    @Test("after a change and a change back the first key signs again, and tokens of both algorithms verify")
    func changeBack() async throws {
        let first = try await node(.edDSA).signer().publicKey
        clock.advance(seconds: 60)
        let second = try await node(.es256).signer().publicKey
        clock.advance(seconds: 7200)
        let keys = node(.edDSA)
        #expect(try await keys.signer().publicKey.keyID == first.keyID)
        #expect(try await keys.published().keys.map(\.keyID) == [first.keyID, second.keyID])
        clock.advance(seconds: 3900)
        #expect(try await keys.published().keys.count == 2)
    }

    @Test("a token of another node's new algorithm is not taken for a stranger's: an unknown kid reads the store again")
    func unknownKeyID() async throws {
        let before = node(.edDSA)
        let old = try await before.signer().publicKey
        let new = try await node(.es256).signer().publicKey
        clock.advance(seconds: 9)
        let reads = store.reads
        #expect(try await before.verificationKeys(keyID: new.keyID).keys.map(\.keyID) == [old.keyID])
        #expect(store.reads == reads)
        clock.advance(seconds: 1)
        #expect(try await before.verificationKeys(keyID: new.keyID).keys.map(\.keyID) == [old.keyID, new.keyID])
        for _ in 0..<10 { _ = try await before.verificationKeys(keyID: "nobody's") }
        #expect(store.reads == reads + SignatureAlgorithm.allCases.count)
    }
}
