import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import StorageSQLite
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

    @Test("after too many failures the right secret waits too, for as long as Retry-After says")
    func slowsDown() async throws {
        let harness = try await Harness()
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
        let harness = try await Harness()
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
        #expect(try await attempt(harness, secret: right)?.code == .tooManyRequests)
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

@Suite("Secrets at rest")
struct SecretTests {
    private func client(_ harness: Harness, _ kept: ClientSecret.Kept, id: String = "short") async throws {
        let client = Client(
            clientID: id, name: "Short", organizationID: "org_1", scopes: .none, createdAt: harness.clock.now())
        try await harness.storage.insert(
            client,
            secrets: [ClientSecret(id: "secret_\(id)", clientID: id, kept: kept, createdAt: harness.clock.now())])
    }

    private func attempt(_ harness: Harness, _ secret: String, id: String = "short") async throws -> OAuthError? {
        try await refusal {
            try await harness.post(
                [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)],
                from: "192.0.2.\(secret.utf8.count % 250)")
        }
    }

    private var hasher: PasswordHasher { PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1)) }

    @Test("a short secret is kept as a slow hash and works; wrong ones do not, before and after")
    func short() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(hasher.hash(Secret("short"))))
        #expect(try await attempt(harness, "shor")?.code == .invalidClient)
        #expect(try await attempt(harness, "short") == nil)
        #expect(try await attempt(harness, "short") == nil)
        for wrong in ["shor", "shortt", "SHORT", "s", "short "] {
            #expect(try await attempt(harness, wrong)?.code == .invalidClient)
        }
    }

    @Test("a slow hash is verified once in a process")
    func onceSlow() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(hasher.hash(Secret("short"))))
        #expect(try await attempt(harness, "short") == nil)
        // With nothing but an unreadable hash under the same identifier the check could not succeed: the memory is of the
        // hash too.
        _ = try await harness.storage.setKept(.slow(PasswordHash(text: "$unreadable")), ofSecret: "secret_short")
        #expect(try await attempt(harness, "short") != nil)
        let slow = try await PasswordHasher(random: SystemRandomSource()).hash(Secret("slow"))
        try await client(harness, .slow(slow), id: "slow")
        var outcomes: [OAuthError?] = []
        let clock = ContinuousClock()
        let first = try await clock.measure { outcomes.append(try await attempt(harness, "slow", id: "slow")) }
        let rest = try await clock.measure {
            for _ in 0..<5 { outcomes.append(try await attempt(harness, "slow", id: "slow")) }
        }
        #expect(outcomes.allSatisfy { $0 == nil })
        #expect(rest < first)
    }

    @Test("a secret whose slow hash is still to be made works at once where it is known, and nothing else does")
    func pending() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(.pending))
        for wrong in ["short", "$pending", ""] { #expect(try await attempt(harness, wrong)?.code == .invalidClient) }
        harness.secrets.prime(id: "secret_short", secret: Secret("short"))
        #expect(try await attempt(harness, "short") == nil)
        #expect(try await attempt(harness, "$pending")?.code == .invalidClient)
        // Once the hash is there, the word of the seed counts no longer.
        _ = try await harness.storage.setKept(.slow(hasher.hash(Secret("other"))), ofSecret: "secret_short")
        #expect(try await attempt(harness, "short")?.code == .invalidClient)
        #expect(try await attempt(harness, "other") == nil)
    }

    @Test("a client without a secret, and one whose secret was taken away, is invalid_client")
    func none() async throws {
        let harness = try await Harness()
        try await client(harness, .slow(.pending))
        let kept = try #require(try await harness.storage.client(id: "client_1"))
        #expect(try await attempt(harness, Harness.secret.revealed(), id: "client_1") == nil)
        _ = try await harness.storage.update(kept, secrets: [])
        #expect(try await attempt(harness, Harness.secret.revealed(), id: "client_1")?.code == .invalidClient)
    }
}
