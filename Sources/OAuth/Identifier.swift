/// Makes identifiers: a prefix that names the kind, and a ULID of 26 characters (48 bits of time, 80 of randomness) in
/// Crockford's base 32, so that identifiers sort by the time they were made.
package struct IdentifierGenerator: Sendable {
    private let clock: any WallClock
    private let random: any RandomSource

    package init(clock: any WallClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }

    /// A new identifier, such as `client_01JA2B3C4D5E6F7G8H9JKMNPQR`.
    package func next(_ prefix: String) -> String {
        let time = UInt64(clamping: clock.now().milliseconds)
        var bits = [UInt8]()
        for shift in stride(from: 40, through: 0, by: -8) {
            bits.append(UInt8(truncatingIfNeeded: time >> UInt64(shift)))
        }
        bits.append(contentsOf: random.bytes(10))
        return prefix + IdentifierGenerator.crockford(bits)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// 128 bits as 26 symbols, the first of which holds three bits.
    private static func crockford(_ bytes: [UInt8]) -> String {
        var symbols: [UInt8] = []
        var accumulator: UInt32 = 0
        var bits = 2
        for byte in bytes {
            accumulator = (accumulator << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                symbols.append(alphabet[Int(accumulator >> UInt32(bits) & 0x1F)])
            }
        }
        return String(decoding: symbols, as: UTF8.self)
    }
}
