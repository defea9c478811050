import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Sweeping")
struct SweepTests {
    @Test("what can be used no more goes, and what can be used stays")
    func sweep() async throws {
        let harness = try await Harness.withPeople()
        let unused = try await harness.code(Harness.query("app_1", ["state": "unused"]))
        let tokens = try await harness.tokens()
        let begun = try await harness.beginDevice()
        #expect(await harness.housekeeping.sweep() == 0)
        harness.clock.advance(seconds: 30)
        await harness.housekeeping.sweep()
        _ = try await harness.redeem(unused)
        _ = try await harness.refresh(tokens.refreshToken)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .authorizationPending)
        harness.clock.advance(seconds: 3000)
        await harness.housekeeping.sweep()
        #expect(try await refusal { try await harness.redeem(unused) }?.code == .invalidGrant)
        let revoked = try await harness.events().filter { $0.details["reason"] == "code_reused" }
        #expect(revoked.count == 1)
        harness.clock.advance(seconds: 120 * 86_400)
        #expect(await harness.housekeeping.sweep() > 5)
        #expect(await harness.housekeeping.sweep() == 0)
        #expect(try await harness.events().isEmpty)
    }

    @Test("a rotated refresh token is known as such until it expires, however often is swept")
    func rotated() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 20 * 86_400)
        await harness.housekeeping.sweep()
        let third = try await harness.refresh(second.refreshToken)
        await harness.housekeeping.sweep()
        #expect(try await refusal { try await harness.refresh(first.refreshToken) }?.code == .invalidGrant)
        #expect(try await refusal { try await harness.refresh(third.refreshToken) }?.code == .invalidGrant)
    }

    @Test("a grant whose first refresh token has expired lives on with the later one")
    func laterToken() async throws {
        let harness = try await Harness.withPeople()
        let first = try await harness.tokens()
        harness.clock.advance(seconds: 29 * 86_400)
        let second = try await harness.refresh(first.refreshToken)
        harness.clock.advance(seconds: 2 * 86_400)
        await harness.housekeeping.sweep()
        let third = try await harness.refresh(second.refreshToken)
        #expect(third.accessToken.claims["sid"] == first.accessToken.claims["sid"])
        try await harness.revoke(third.refreshToken)
        #expect(harness.server.revocations.isRevoked(anyOf: [first.accessToken.claims["sid"]?.string ?? ""]))
    }

    @Test("one sweep removes everything, however much it is")
    func many() async throws {
        let harness = try await Harness()
        let past = harness.clock.now().adding(seconds: -100 * 86_400)
        for _ in 0..<6 {
            try await harness.storage.append(
                (0..<2_000).map { _ in AuditEvent(action: "token.issued", occurredAt: past) })
        }
        #expect(await harness.housekeeping.sweep() == 12_000)
        #expect(try await harness.events().isEmpty)
    }

    @Test("refusals, of which strangers can cause any number, go weeks before other events")
    func refusals() async throws {
        let harness = try await Harness.withPeople()
        _ = try await harness.tokens()
        _ = try await refusal { try await harness.redeem("x") }
        harness.clock.advance(seconds: 6 * 86_400)
        await harness.housekeeping.sweep()
        #expect(try await harness.actions().contains("token.refused"))
        harness.clock.advance(seconds: 2 * 86_400)
        await harness.housekeeping.sweep()
        #expect(try await !harness.actions().contains("token.refused"))
        #expect(try await harness.actions().contains("token.issued"))
    }

    @Test("a store that is closed ends a sweep without harm")
    func closed() async throws {
        let harness = try await Harness()
        let housekeeping = harness.housekeeping
        try await harness.storage.close()
        #expect(await housekeeping.sweep() == 0)
    }
}
