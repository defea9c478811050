import JSON
import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Guesses at a second factor")
struct FactorGuessTests {
    @Test("no more than twenty of a burst over many challenges are judged")
    func burst() async throws {
        let emulator = try await Harness()
        let factor = try await emulator.create(
            "/auth/factors/enroll", ["type": "totp", "totp_issuer": "Acme", "totp_user": "ada@example.com"])
        var challenges: [String] = []
        for _ in 0..<40 { challenges.append(try await emulator.create("/auth/factors/\(factor)/challenge", [:])) }
        let judged = await withTaskGroup(of: Bool.self) { group in
            for challenge in challenges {
                group.addTask {
                    let answer = try? await emulator.json(
                        .post, "/auth/challenges/\(challenge)/verify", ["code": "none"])
                    return answer?["valid"] == false
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect((1...20).contains(judged))
        // Who could not be judged in the burst gets no more than what is left.
        var more = 0
        for challenge in challenges {
            let answer = try? await emulator.json(.post, "/auth/challenges/\(challenge)/verify", ["code": "none"])
            if answer?["valid"] == false { more += 1 }
        }
        #expect(judged + more == 20)
    }
}
