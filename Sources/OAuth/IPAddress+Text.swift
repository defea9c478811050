extension IPAddress: CustomStringConvertible {
    /// Reads an address: four decimal numbers without leading zeros, or an IPv6 address (RFC 4291 §2.2) without
    /// brackets and zone.
    /// - Returns: `nil` for anything else, the other spellings that some systems have for IPv4 among it.
    package init?(_ text: String) {
        guard let bytes = IPv4Address(dotted: text)?.bytes ?? IPAddress.sixteenBytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The address for a log: IPv6 as eight groups, none left out.
    package var description: String {
        guard isIPv6 else { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    private static func sixteenBytes(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::" as String, omittingEmptySubsequences: false)
        switch halves.count {
        case 1:
            guard let bytes = groups(halves[0], mayEndInIPv4: true), bytes.count == 16 else { return nil }
            return bytes
        case 2:
            // The last 32 bits may be dotted, so never the end of what stands before `::`.
            guard let head = groups(halves[0], mayEndInIPv4: false), let tail = groups(halves[1], mayEndInIPv4: true),
                head.count + tail.count <= 14
            else { return nil }
            return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
        default: return nil
        }
    }

    /// The bytes of groups between colons; none for no text.
    private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, let dotted = IPv4Address(dotted: part) {
                bytes += dotted.bytes
            } else {
                guard part.utf8.count <= 4, part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}
