import AuthorizationServer
import JSON
import OAuth
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("Throttling of failed authentications")
struct ThrottleTests {
    private func attempt(
        _ harness: Harness, _ client: String = "client_1", secret: String = "wrong", from address: String = "192.0.2.1"
    ) async throws -> OAuthError? {
        try await refusal {
            try await harness.post(
                [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret)], from: address)
        }
    }

    private var right: String { Harness.secret.revealed() }

    /// A machine with a secret that could be guessed.
    private func harnessWithShortSecret() async throws -> Harness {
        let harness = try await Harness()
        let hash = try await PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1)).hash(
            Harness.secret)
        let client = try #require(try await harness.storage.client(id: "client_1"))
        let kept = ClientSecret(
            id: "secret_short", clientID: "client_1", kept: .slow(hash), createdAt: harness.clock.now())
        _ = try await harness.storage.update(client, secrets: [kept])
        return harness
    }

    @Test("whatever others try from the same address, a long secret is judged and the right one passes")
    func longSecret() async throws {
        let harness = try await Harness()
        for _ in 0..<20 { _ = try await attempt(harness) }
        #expect(try await attempt(harness)?.code == .tooManyRequests)
        #expect(try await attempt(harness, secret: right) == nil)
        // Its success takes nothing from whoever guesses.
        #expect(try await attempt(harness)?.code == .tooManyRequests)
    }

    @Test("after too many failures the right short secret waits too, for as long as Retry-After says")
    func slowsDown() async throws {
        let harness = try await harnessWithShortSecret()
        for _ in 0..<11 { #expect(try await attempt(harness)?.code == .invalidClient) }
        let error = try await attempt(harness, secret: right)
        #expect(error?.code == .tooManyRequests)
        let wait = try #require(error?.retryAfter)
        #expect(wait > 0)
        harness.clock.advance(seconds: wait)
        #expect(try await attempt(harness, secret: right) == nil)
        #expect(try await attempt(harness)?.code == .invalidClient)
    }

    @Test("the wait grows, and is bounded")
    func grows() async throws {
        let harness = try await Harness()
        var waits: [Int64] = []
        for _ in 0..<30 {
            let error = try await attempt(harness)
            if let wait = error?.retryAfter {
                waits.append(wait)
                harness.clock.advance(seconds: wait)
            }
        }
        #expect(waits == waits.sorted())
        #expect((waits.last ?? 0) <= 300)
        #expect((waits.last ?? 0) >= 256)
    }

    @Test("nobody locks a client out from elsewhere, nor another client at the same address")
    func others() async throws {
        let harness = try await Harness.withPeople()
        for index in 0..<300 { _ = try await attempt(harness, "client_\(index % 3)") }
        #expect(try await attempt(harness, secret: right, from: "192.0.2.2") == nil)
        for index in 0..<300 { _ = try await attempt(harness, "nobody_\(index)", from: "198.51.100.7") }
        #expect(try await attempt(harness, secret: right, from: "198.51.100.7") == nil)
        _ = try await harness.tokens()
    }

    @Test(
        "IPv6: a /64 counts as one, the next does not",
        arguments: [
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true), ("2001:db8::1", "2001:db8:0:0:1::", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false), ("::1", "::2", true), ("fe80::1", "fe80:0:0:1::1", false),
            ("192.0.2.1", "192.0.2.2", false), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
        ])
    func networks(one: String, other: String, isSame: Bool) async throws {
        let harness = try await harnessWithShortSecret()
        for _ in 0..<12 { _ = try await attempt(harness, from: one) }
        #expect(try await attempt(harness, secret: right, from: one)?.code == .tooManyRequests)
        #expect((try await attempt(harness, secret: right, from: other)?.code == .tooManyRequests) == isSame)
    }

    @Test("failures are forgotten after a while, and by a success")
    func forgotten() async throws {
        let harness = try await Harness()
        for _ in 0..<9 { _ = try await attempt(harness) }
        #expect(try await attempt(harness, secret: right) == nil)
        for _ in 0..<9 { _ = try await attempt(harness) }
        harness.clock.advance(seconds: 301)
        for _ in 0..<9 { #expect(try await attempt(harness)?.code == .invalidClient) }
        #expect(try await attempt(harness, secret: right) == nil)
    }

    @Test(
        "passwords: after too many failures the right one waits too, at that address alone, whatever the case of the address"
    )
    func passwords() async throws {
        let harness = try await Harness.withPeople()
        let hash = try await PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1)).hash(
            Secret("right"))
        try await harness.addPerson("user_2", organizations: ["org_1"], password: hash, email: "ada@example.org")
        func signIn(_ password: String, _ email: String = "ada@example.org", from address: String = "192.0.2.1") async
            -> SignInFailure?
        {
            do throws(SignInFailure) {
                _ = try await harness.server.signIn(
                    .password(email: email, password: Secret(password)), for: .device(userCode: nil),
                    browser: Browser(session: nil, address: address))
                return nil
            } catch {
                return error
            }
        }
        #expect(await signIn("right") == nil)
        for index in 0..<11 {
            #expect(await signIn("wrong", index % 2 == 0 ? "ada@example.org" : "ADA@example.ORG") == .wrongCredentials)
        }
        guard case .throttled(let wait)? = await signIn("right") else {
            Issue.record("not throttled")
            return
        }
        #expect(wait > 0)
        #expect(await signIn("right", from: "192.0.2.99") == nil)
        harness.clock.advance(seconds: wait)
        #expect(await signIn("right") == nil)
        // A person's failures do not concern a client of the same name.
        try await harness.addPerson("user_3", password: hash, email: "client_1")
        for _ in 0..<12 { _ = await signIn("wrong", "client_1") }
        #expect(try await attempt(harness, secret: self.right) == nil)
    }

    @Test("a successful public client does not wipe the failures of a confidential one")
    func notWiped() async throws {
        let harness = try await Harness.withPeople()
        for _ in 0..<11 {
            _ = try await attempt(harness)
            _ = try await refusal { try await harness.redeem("x") }
        }
        #expect(try await attempt(harness)?.code == .tooManyRequests)
    }

    @Test("attempts at the same time are all counted, and one that could not be judged is not")
    func atOnce() {
        let clock = ManualClock()
        let throttle = FailureThrottle(clock: clock)
        let judged = (0..<50).filter { _ in throttle.begin("person a", from: "192.0.2.1") == nil }
        #expect(judged.count == 11)
        for _ in 0..<50 {
            #expect(throttle.begin("person b", from: "192.0.2.1") == nil)
            throttle.takeBack("person b", from: "192.0.2.1")
        }
    }

    @Test("made-up names do not push out the record of one that is being guessed at")
    func madeUpNames() {
        var policy = FailureThrottle.Policy()
        policy.entries = 100
        let throttle = FailureThrottle(policy: policy, clock: ManualClock())
        for _ in 0..<12 { throttle.recordFailure(of: "client 1", from: "192.0.2.1") }
        for index in 0..<1000 { throttle.recordFailure(of: "nobody \(index)", from: "192.0.2.1") }
        #expect(throttle.wait(for: "client 1", from: "192.0.2.1") != nil)
    }

    @Test("a clock that was ahead blocks nobody for longer than the longest wait")
    func clockAhead() {
        let clock = ManualClock()
        let throttle = FailureThrottle(clock: clock)
        clock.advance(seconds: 86_400)
        for _ in 0..<12 { throttle.recordFailure(of: "client 1", from: "192.0.2.1") }
        clock.advance(seconds: -86_400)
        #expect(throttle.wait(for: "client 1", from: "192.0.2.1") == nil)
        throttle.recordFailure(of: "client 1", from: "192.0.2.1")
        #expect(throttle.wait(for: "client 1", from: "192.0.2.1") == nil)
    }

    /// Who had turns, in their order, and how many were refused.
    private final class Turns: Sendable {
        let turns = BoundedTurns(atOnce: 1, waiting: 8)
        let order = Mutex<[String]>([])
        let refused = Mutex(0)

        func ask(_ key: String) async {
            guard await turns.take(for: key) else { return refused.withLock { $0 += 1 } }
            order.withLock { $0.append(key) }
            turns.give()
        }

        func waitUntilRefused(_ count: Int) async {
            while refused.withLock({ $0 }) < count { await Task.yield() }
        }
    }

    @Test("turns: whoever asks for many gives places to others, who wait for one of them at most")
    func fairTurns() async {
        let all = Turns()
        #expect(await all.turns.take(for: "flood"))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<9 { group.addTask { await all.ask("flood") } }
            // One too many: the other eight wait when it has been told.
            await all.waitUntilRefused(1)
            group.addTask { await all.ask("other") }
            await all.waitUntilRefused(2)
            all.turns.give()
        }
        let served = all.order.withLock { $0 }
        #expect(served.count == 8)
        #expect(served.prefix(2).contains("other"))
    }

    @Test("RFC 8628 §3.1: device authorizations are limited for each address")
    func deviceAuthorizations() async throws {
        let harness = try await Harness.withPeople { $0.limits.deviceAuthorizationsPerMinute = 3 }
        for _ in 0..<3 { _ = try await harness.beginDevice() }
        #expect(try await refusal { try await harness.beginDevice() }?.code == .tooManyRequests)
        harness.clock.advance(seconds: 60)
        _ = try await harness.beginDevice()
    }

    @Test("the memory of failures is bounded, and the newest are the ones that stay")
    func bounded() {
        let clock = ManualClock()
        var policy = FailureThrottle.Policy()
        policy.entries = 100
        policy.freeFailures = 1
        let throttle = FailureThrottle(policy: policy, clock: clock)
        for index in 0..<1000 {
            for _ in 0..<2 { throttle.recordFailure(of: "client \(index)", from: "192.0.2.1") }
            clock.advance(seconds: 0)
        }
        let kept = (0..<1000).filter { throttle.wait(for: "client \($0)", from: "192.0.2.1") != nil }
        #expect(kept.count <= 100)
        #expect(!kept.isEmpty)
    }

    @Test("a name of any length and of any characters counts and does not share its count with another")
    func longNames() {
        let throttle = FailureThrottle(clock: ManualClock())
        let long = "client " + String(repeating: "x", count: 400)
        for _ in 0..<12 { throttle.recordFailure(of: long, from: "192.0.2.1") }
        #expect(throttle.wait(for: long, from: "192.0.2.1") != nil)
        #expect(throttle.wait(for: long + "y", from: "192.0.2.1") == nil)
        #expect(throttle.wait(for: "client \u{e9}", from: "192.0.2.1") == nil)
    }
}
