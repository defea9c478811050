import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Keys behind a URL: when they cannot be had")
struct KeyOutageTests {
    @Test("After a failure the next attempt waits for 2 s, and succeeds as soon as the server does")
    func retry() async throws {
        let remote = try Remote(.failure(.connectFailed))
        #expect(await remote.keyIDs("a") == nil)
        #expect(remote.source.current == nil)
        remote.fetcher.answer(.keys([try Remote.key("a")]))
        remote.clock.advance(seconds: 1)
        #expect(await remote.keyIDs("a") == nil)
        #expect(remote.fetcher.count == 1)
        remote.clock.advance(seconds: 1)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(remote.fetcher.count == 2)
    }

    @Test("During an outage the last set serves on for a day after its end, and no longer")
    func staleness() async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(.failure(.timedOut))
        remote.clock.advance(seconds: 300)
        #expect(remote.source.current == nil)
        #expect(await remote.keyIDs("a") == ["a"])
        remote.clock.advance(seconds: 86_399)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(await remote.keyIDs(nil) == ["a"])
        remote.clock.advance(seconds: 1)
        #expect(await remote.keyIDs("a") == nil)
        #expect(await remote.keyIDs(nil) == nil)
        remote.fetcher.answer(.keys([try Remote.key("b")]))
        remote.clock.advance(seconds: 2)
        #expect(await remote.keyIDs("b") == ["b"])
    }

    static let badAnswers: [ScriptedFetcher.Answer] = [
        .failure(.tooLarge), .failure(.timedOut), .failure(.broken), .failure(.connectFailed), .failure(.unresolvable),
        .keys([]), .text(#"{"keys":[{"kty":"oct","k":"AA"}]}"#),
        .text(#"{"keys":[]}"#, status: 500), .text(#"{"keys":[]}"#, status: 404),
        .text(#"{"keys":[]}"#, status: 302), .text(#"{"keys":[]}"#, status: 204), .text(""), .text("<html>"),
        .text("[]"),
        .text("{}"), .text(#"{"keys":{}}"#), .text(#"{"keys":[]"#), .text(#"{"keys":[],"keys":[]}"#), .text("null"),
        .text(String(repeating: "[", count: 10_000)),
    ]

    @Test("An answer that is no set of keys leaves the old set in its place", arguments: badAnswers)
    func badAnswer(answer: ScriptedFetcher.Answer) async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(answer)
        remote.clock.advance(seconds: 301)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(remote.fetcher.count == 2)
    }

    @Test("During an outage nobody waits for the next attempt", .timeLimit(.minutes(1)))
    func noWaiting() async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(.failure(.timedOut))
        remote.clock.advance(seconds: 301)
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.hold()
        remote.clock.advance(seconds: 60)
        #expect(await remote.keyIDs("a") == ["a"])
        #expect(await remote.keyIDs(nil) == ["a"])
        remote.fetcher.release()
    }

    @Test("A key that its issuer withdrew is not taken from an expired set, however long nobody asked")
    func withdrawn() async throws {
        let remote = try Remote(.keys([try Remote.key("a")]))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(.keys([try Remote.key("b")]))
        remote.clock.advance(seconds: 3600)
        #expect(await remote.keyIDs("a") == ["b"])
    }

    @Test("An unknown kid causes a fetch at most once in 30 s during an outage too, while the set is fresh")
    func unknownKeyID() async throws {
        let remote = try Remote(.keys([try Remote.key("a")], cacheControl: "max-age=3600"))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(.failure(.timedOut))
        for second in 0..<90 {
            _ = await remote.keyIDs("x\(second)")
            #expect(remote.fetcher.count == second / 30 + 1)
            remote.clock.advance(seconds: 1)
        }
    }

    @Test("A set that ends soon after a failed fetch for an unknown kid is renewed at its end, not 30 s later")
    func expiryAfterUnknownKeyID() async throws {
        let remote = try Remote(.keys([try Remote.key("a")], cacheControl: "max-age=60"))
        #expect(await remote.keyIDs("a") == ["a"])
        remote.fetcher.answer(.failure(.timedOut), .keys([try Remote.key("b")]))
        remote.clock.advance(seconds: 55)
        _ = await remote.keyIDs("x")
        #expect(remote.fetcher.count == 2)
        remote.clock.advance(seconds: 5)
        #expect(await remote.keyIDs("b") == ["b"])
        #expect(remote.fetcher.count == 3)
    }

    private func verdict(_ token: String, _ remote: Remote) async throws -> Tokens.Outcome {
        let unverified = try #require(UnverifiedToken(compact: token.utf8))
        return Tokens.outcome(await Tokens.rules.judge(unverified, keys: remote.source, clock: remote.clock))
    }

    @Test("A failure to reach the issuer is no verdict on a token")
    func noVerdict() async throws {
        let remote = try Remote(.failure(.timedOut))
        #expect(try await verdict(Tokens.token(), remote) == .cannotJudge(.keysUnavailable))
        #expect(try await verdict(Tokens.token(without: ["kid"]), remote) == .cannotJudge(.keysUnavailable))
    }

    @Test("Nor is it one on a token of a kid that the last set lacks: the issuer may have published it since")
    func noVerdictOnNewKey() async throws {
        let remote = try Remote(.keys([try await TestKeys.trusted().publicKey]))
        #expect(try await verdict(Tokens.token(), remote) == .accepted)
        remote.fetcher.answer(.failure(.timedOut))
        remote.clock.advance(seconds: 301)
        #expect(try await verdict(Tokens.token(), remote) == .accepted)
        let rotated = try await Tokens.token(header: ["kid": "published-since"])
        #expect(try await verdict(rotated, remote) == .cannotJudge(.keysUnavailable))
        remote.clock.advance(seconds: 1)
        #expect(try await verdict(rotated, remote) == .cannotJudge(.keysUnavailable))
        remote.fetcher.answer(.keys([try await TestKeys.trusted().publicKey]))
        remote.clock.advance(seconds: 60)
        #expect(try await verdict(rotated, remote) == .cannotJudge(.unknownKey))
    }
}
