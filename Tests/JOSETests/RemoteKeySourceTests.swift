import JOSE
import JSON
import OAuth
import Synchronization
import TestSupport
import Testing

@Suite("Keys behind a URL: when they are fetched")
struct RemoteKeySourceTests {
    private final class Arrivals: Sendable {
        let count = Atomic(0)
    }

    @Test("One fetch serves all who wait for it")
    func concurrentCallers() async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        remote.fetcher.hold()
        let arrivals = Arrivals()
        await withTaskGroup(of: [String]?.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    arrivals.count.add(1, ordering: .relaxed)
                    return await remote.keyIDs("a")
                }
            }
            while arrivals.count.load(ordering: .relaxed) < 200 || remote.fetcher.count == 0 { await Task.yield() }
            remote.fetcher.release()
            for await keyIDs in group { #expect(keyIDs == ["a"]) }
        }
        #expect(remote.fetcher.urls == ["https://as.example/oauth2/jwks"])
    }

    @Test("A caller who gives up does not take the keys from the others")
    func cancelledCaller() async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        remote.fetcher.hold()
        let impatient = Task { await remote.keyIDs("a") }
        while remote.fetcher.count == 0 { await Task.yield() }
        impatient.cancel()
        let patient = Task { await remote.keyIDs("a") }
        remote.fetcher.release()
        #expect(await patient.value == ["a"])
        _ = await impatient.value
        #expect(remote.fetcher.count == 1)
    }

    @Test("why the keys cannot be had is there for the log")
    func lastFailure() async throws {
        let remote = try Remote(.failure(.unresolvable))
        #expect(remote.source.lastFailure == nil)
        #expect(await remote.keyIDs("a") == nil)
        #expect(remote.source.lastFailure?.contains("scripted") == true)
    }

    static let freshness: [(String?, Int64)] = [
        (nil, 300), ("max-age=120", 120), ("public, MAX-AGE=120", 120), ("max-age=\"120\"", 120),
        ("max-age = 120", 120),
        ("no-transform,max-age=120,public", 120), ("max-age=60", 60), ("max-age=59", 60), ("max-age=0", 60),
        ("max-age=-5", 60), ("max-age=86400", 86_400), ("max-age=86401", 86_400), ("max-age=31536000", 86_400),
        ("s-maxage=120", 300), ("x-max-age=120", 300), ("", 300), (",,=,==", 300),
        // RFC 9111 §4.2.1: what cannot be understood means stale.
        ("max-age=", 60), ("max-age=soon", 60), ("max-age", 60), ("max-age=1=2", 60), ("no-store", 60),
        ("no-cache, max-age=120", 60),
    ]

    @Test("RFC 9111 §5.2.2.1: a set is fresh for max-age, within bounds", arguments: freshness)
    func maxAge(cacheControl: String?, seconds: Int64) async throws {
        let remote = try Remote(.keys([try Remote.key("a")], cacheControl: cacheControl))
        #expect(remote.source.current == nil)
        #expect(await remote.keyIDs("a") == ["a"])
        remote.clock.advance(seconds: seconds - 1)
        #expect(remote.source.current != nil)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(remote.fetcher.count == 1)
        remote.clock.advance(seconds: 1)
        #expect(remote.source.current == nil)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(remote.fetcher.count == 2)
    }

    @Test("An unknown kid causes a fetch at most once in 30 s, however many ask")
    func unknownKeyID() async throws {
        let remote = try Remote(.keys([try Remote.key("a")], cacheControl: "max-age=3600"))
        for second in 0..<90 {
            for unknown in ["x", "y\(second)"] { #expect(await remote.keyIDs(unknown) == ["a"]) }
            #expect(remote.fetcher.count == second / 30 + 1)
            remote.clock.advance(seconds: 1)
        }
    }

    @Test("A known kid, or none, causes no fetch while the set is fresh")
    func knownKeyID() async throws {
        let remote = try Remote(.keys([try Remote.key("a")], cacheControl: "max-age=3600"))
        for _ in 0..<100 {
            #expect(await remote.keyIDs("a") == ["a"])
            #expect(await remote.keyIDs(nil) == ["a"])
            remote.clock.advance(seconds: 35)
        }
        #expect(remote.fetcher.count == 1)
    }

    @Test("A key that its issuer published since is found at its first token")
    func rotation() async throws {
        let (old, new) = (try Remote.key("old"), try Remote.key("new"))
        let remote = try Remote(.keys([old], cacheControl: "max-age=86400"))
        #expect(await remote.keyIDs("old") == ["old"])
        remote.fetcher.answer(.keys([old, new], cacheControl: "max-age=86400"))
        remote.clock.advance(seconds: 1000)
        #expect(await remote.keyIDs("new") == ["old", "new"])
        #expect(remote.fetcher.count == 2)
    }

    @Test("A token that could never be good causes no fetch")
    func badHeader() async throws {
        let remote = try Remote(.keys([try await TestKeys.trusted().publicKey]))
        for token in [
            try await Tokens.token(header: ["alg": "none"]),
            try await Tokens.token(claims: ["iss": "https://other.example"]),
            try await Tokens.token(header: ["crit": ["x"]]), try await Tokens.token(header: ["typ": "dpop+jwt"]),
        ] {
            let unverified = try #require(UnverifiedToken(compact: token.utf8))
            _ = await Tokens.rules.judge(unverified, keys: remote.source, clock: remote.clock)
        }
        #expect(remote.fetcher.count == 0)
        let good = try #require(UnverifiedToken(compact: try await Tokens.token().utf8))
        let verdict = await Tokens.rules.judge(good, keys: remote.source, clock: remote.clock)
        #expect(Tokens.outcome(verdict) == .accepted)
        #expect(remote.fetcher.count == 1)
    }
}
