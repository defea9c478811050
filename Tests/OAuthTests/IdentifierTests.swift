import OAuth
import TestSupport
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    private struct FixedClock: WallClock {
        var time: Timestamp
        func now() -> Timestamp { time }
    }

    private struct FixedRandom: RandomSource {
        var byte: UInt8
        func bytes(_ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }
    }

    private func next(_ milliseconds: Int64, _ byte: UInt8 = 0) -> String {
        IdentifierGenerator(
            clock: FixedClock(time: Timestamp(milliseconds: milliseconds)), random: FixedRandom(byte: byte)
        ).next("x_")
    }

    @Test("A ULID: 48 bits of time and 80 of randomness in Crockford's base 32")
    func knownValues() {
        #expect(next(0) == "x_00000000000000000000000000")
        #expect(next(0xFFFF_FFFF_FFFF, 0xFF) == "x_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        // The time of the ULID specification's example.
        #expect(next(1_469_918_176_385).hasPrefix("x_01ARYZ6S41"))
        #expect(next(1).hasPrefix("x_0000000001"))
        #expect(next(0, 0xFF) == "x_0000000000ZZZZZZZZZZZZZZZZ")
    }

    @Test("A clock before 1970 gives the smallest time, not a crash")
    func before1970() {
        #expect(next(-1) == next(0))
        #expect(next(.min) == next(0))
    }

    @Test("Identifiers sort by the time they were made", arguments: UInt64(1)...2)
    func order(seed: UInt64) {
        var chance = Repeatable(seed: seed)
        for _ in 0..<1000 {
            let early = Int64.random(in: 0..<0xFFFF_FFFF_FFFF, using: &chance)
            let late = Int64.random(in: (early + 1)...0xFFFF_FFFF_FFFF, using: &chance)
            #expect(next(early, 0xFF) < next(late, 0))
        }
    }

    @Test("The shape, and no two alike")
    func shape() {
        let generator = IdentifierGenerator(clock: SystemClock(), random: SystemRandomSource())
        let identifiers = (0..<2000).map { _ in generator.next("client_") }
        #expect(Set(identifiers).count == identifiers.count)
        let alphabet = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for identifier in identifiers {
            #expect(identifier.hasPrefix("client_"))
            #expect(identifier.count == 33)
            #expect(identifier.dropFirst(7).allSatisfy(alphabet.contains))
        }
    }

    @Test("A made secret has 256 bits in base64url behind its prefix")
    func token() throws {
        let token = SystemRandomSource().token(prefix: "sk_").revealed()
        #expect(token.hasPrefix("sk_"))
        #expect(Base64.decode(String(token.dropFirst(3)), .url)?.count == 32)
        #expect(SystemRandomSource().token() != SystemRandomSource().token())
        #expect(SystemRandomSource().bytes(0).isEmpty)
    }
}
