import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Signing under rotation, with several nodes at full load")
struct SigningUnderRotationTests {
    private static let lifetime: Int64 = 3600
    private static let rules = TokenRules(
        issuer: "https://auth.example.com", audiences: ["r"], algorithms: Set(SignatureAlgorithm.allCases), leeway: 0)

    /// A token that was given out, and when.
    private struct Given: Sendable {
        var token: UnverifiedToken
        var at: Timestamp
        var expiresAt: Timestamp
    }

    private let clock = ManualClock()
    private let store = MemorySigningKeyStore()

    private func node(_ algorithm: SignatureAlgorithm) -> SigningKeys {
        SigningKeys(
            store: store, keyring: nil, clock: clock, random: SystemRandomSource(),
            policy: .init(
                algorithm: algorithm, lifetime: 3 * 86_400, publishAhead: 86_400, longestToken: Self.lifetime + 300))
    }

    private func give(_ keys: SigningKeys) async throws -> Given {
        let now = clock.now()
        let token = try await keys.signer().token(
            type: "at+jwt",
            claims: [
                "iss": "https://auth.example.com", "aud": "r", "iat": .integer(now.seconds),
                "exp": .integer(now.seconds + Self.lifetime),
            ])
        return Given(
            token: try #require(token.withBytes { UnverifiedToken(compact: $0) }), at: now,
            expiresAt: now.adding(seconds: Self.lifetime))
    }

    private func verifies(_ given: Given, _ keys: JSONWebKeySet) -> Bool {
        if case .accepted = Self.rules.judge(given.token, keys: keys, at: given.at) { true } else { false }
    }

    /// Signs, maintains and rotates on all nodes at once, while the clock moves a little.
    private func burst(_ nodes: [SigningKeys], rotating: Bool) async throws -> [Given] {
        try await withThrowingTaskGroup(of: [Given].self) { group in
            for keys in nodes {
                for worker in 0..<3 {
                    group.addTask {
                        var given: [Given] = []
                        for _ in 0..<4 {
                            given.append(try await give(keys))
                            // What was published just then, by the node that signed and by any other.
                            #expect(verifies(given[given.count - 1], try await keys.published()))
                            clock.advance(seconds: Int64(worker))
                        }
                        return given
                    }
                }
                group.addTask {
                    _ = try await keys.maintain()
                    if rotating { _ = try await keys.rotate() }
                    return []
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test("every token verifies with what every node publishes, from when it is signed until it expires")
    func load() async throws {
        var chance = Repeatable(seed: 7)
        var nodes = (0..<3).map { _ in node(.es256) }
        // All know the first key, which there was no time to publish before.
        for keys in nodes { _ = try await keys.signer() }
        // Of each key the token that lives longest: it stands for all that the key signed before.
        var living: [String: Given] = [:]
        var signers: Set<String> = []
        var mostPublished = 0
        for round in 0..<150 {
            let rotating = Int.random(in: 0..<8, using: &chance) == 0
            let given = try await burst(nodes, rotating: rotating)
            for one in given.sorted(by: { $0.expiresAt < $1.expiresAt }) {
                living[try #require(one.token.keyID)] = one
            }
            signers.formUnion(living.keys)
            living = living.filter { $0.value.expiresAt > clock.now() }
            for keys in nodes {
                let published = try await keys.published()
                mostPublished = max(mostPublished, published.keys.count)
                let lost = living.values.filter { !verifies($0, published) }
                #expect(lost.isEmpty, "round \(round)")
            }
            clock.advance(seconds: [60, 600, 1200, 7200, 30_000].randomElement(using: &chance) ?? 60)
            // A node starts again, as after a crash.
            if round % 10 == 9 { nodes[round / 10 % nodes.count] = node(.es256) }
        }
        // It would prove little if few keys had signed, or if none had ever been removed.
        #expect(signers.count >= 8)
        #expect(store.all.count < signers.count)
        #expect(mostPublished <= 3)
    }

    @Test("nodes that change the algorithm one after another verify each other's tokens throughout")
    func algorithmChange() async throws {
        var nodes = (0..<3).map { _ in node(.edDSA) }
        for keys in nodes { _ = try await keys.signer() }
        var living: [Given] = []
        for round in 0..<60 {
            if round % 10 == 5, round / 10 < nodes.count { nodes[round / 10] = node(.es256) }
            for keys in nodes { living.append(try await give(keys)) }
            clock.advance(seconds: 600)
            living.removeAll { $0.expiresAt <= clock.now() }
            for keys in nodes {
                _ = try await keys.maintain()
                for given in living {
                    #expect(verifies(given, try await keys.verificationKeys(keyID: given.token.keyID)))
                }
            }
        }
        clock.advance(seconds: 100_000)
        for keys in nodes { _ = try await keys.maintain() }
        #expect(Set(store.all.map(\.algorithm)) == ["ES256"])
    }
}
