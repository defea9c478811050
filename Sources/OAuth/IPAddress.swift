/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, Hashable {
    /// Four bytes (IPv4) or sixteen (IPv6), most significant first.
    package let bytes: [UInt8]

    /// - Parameter bytes: four or sixteen of them; `nil` for any other number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// Whether the address is this machine's own: 127.0.0.0/8 (RFC 1122 §3.2.1.3) or `::1` (RFC 4291 §2.5.3), and none
    /// that only embeds one of them.
    package var isLoopback: Bool {
        isIPv6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes[0] == 127
    }
}
