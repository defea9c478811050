import OAuth
import ResourceGateway
import Testing

@Suite("Verdict cache")
struct VerdictCacheTests {
    private let now = Timestamp(seconds: 1000)

    private func caller(_ expiry: Int64 = 2000) -> Caller {
        Caller(
            source: .oauthLocal, subject: "s", issuer: nil, account: nil, scopes: .none,
            expiresAt: Timestamp(seconds: expiry))
    }

    private func key(_ token: String, route: Int = 0) -> VerdictCache.Key {
        Array(token.utf8).withUnsafeBufferPointer { VerdictCache.Key(token: $0, route: route) }
    }

    @Test("a verdict is found for its token and route and for no other")
    func lookup() {
        var cache = VerdictCache(capacity: 10)
        cache.insert(caller(), for: key("a"), at: now)
        #expect(cache.caller(key("a"), at: now) != nil)
        #expect(cache.caller(key("b"), at: now) == nil)
        #expect(cache.caller(key("a", route: 1), at: now) == nil)
    }

    @Test("an expired verdict is not used")
    func expiry() {
        var cache = VerdictCache(capacity: 10)
        cache.insert(caller(1000), for: key("a"), at: now)
        #expect(cache.caller(key("a"), at: now) == nil)
        #expect(cache.count == 0)
    }

    @Test("a verdict is made anew after five minutes, however long the token lives")
    func longest() {
        var cache = VerdictCache(capacity: 10)
        cache.insert(caller(1_000_000), for: key("a"), at: now)
        #expect(cache.caller(key("a"), at: now.adding(seconds: 299)) != nil)
        #expect(cache.caller(key("a"), at: now.adding(seconds: 300)) == nil)
    }

    @Test("it never holds more than its capacity, and what is used stays")
    func bounded() {
        var cache = VerdictCache(capacity: 100)
        cache.insert(caller(), for: key("used"), at: now)
        for index in 0..<10_000 {
            cache.insert(caller(), for: key("\(index)"), at: now)
            #expect(cache.caller(key("used"), at: now) != nil)
            if cache.count > 102 {
                Issue.record("\(cache.count) entries")
                break
            }
        }
    }
}
