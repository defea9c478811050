/// The W3C trace context of a request that is passed on: the caller's trace where there is one, with a span of ours.
struct TraceContext: Sendable {
    let headerValue: String

    /// - Parameter incoming: the caller's `traceparent`, which is used only when it is well-formed.
    init(incoming: String?, random: inout SplitMix64) {
        let span = TraceContext.hexadecimal(random.next())
        if let incoming, let (trace, flags) = TraceContext.parse(incoming) {
            headerValue = "00-\(trace)-\(span)-\(flags)"
        } else {
            headerValue =
                "00-\(TraceContext.hexadecimal(random.next()))\(TraceContext.hexadecimal(random.next()))-\(span)-00"
        }
    }

    /// Version 00: `00-<32 digits>-<16 digits>-<2 digits>`, lower case, neither identifier all zero.
    private static func parse(_ text: String) -> (trace: Substring, flags: Substring)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "00", parts.map(\.utf8.count) == [2, 32, 16, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return (parts[1], parts[3])
    }

    static func hexadecimal(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - index * 4)) & 0xF
                buffer[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }
}

/// A fast generator for identifiers that need to differ and not to be secret.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
