extension IPAddress {
    /// Whether the address is one of the public Internet: what a stranger may have this machine connect to.
    ///
    /// Not public are the special-purpose addresses (RFC 6890 and the registries of IANA), and IPv6 addresses that stand
    /// for an IPv4 address: a translator on the way would lead them anywhere.
    package var isPublic: Bool {
        isIPv6
            ? IPAddress.globalUnicast.contains(self) && !IPAddress.specialIPv6.contains { $0.contains(self) }
            : !IPAddress.specialIPv4.contains { $0.contains(self) }
    }

    private static let specialIPv4: [Block] = [
        Block([0], 8),  // This network, and the unspecified address: RFC 1122 §3.2.1.3.
        Block([10], 8),  // Private: RFC 1918.
        Block([100, 64], 10),  // Carrier-grade NAT: RFC 6598.
        Block([127], 8),  // Loopback: RFC 1122 §3.2.1.3.
        Block([168, 63, 129, 16], 32),  // A cloud's services for the machines in it, though from a public block.
        Block([169, 254], 16),  // Link-local, with the metadata services of clouds: RFC 3927.
        Block([172, 16], 12),  // Private: RFC 1918.
        Block([192, 0, 0], 24),  // Protocol assignments: RFC 6890.
        Block([192, 0, 2], 24),  // Documentation: RFC 5737.
        Block([192, 88, 99], 24),  // 6to4 relays: RFC 7526.
        Block([192, 168], 16),  // Private: RFC 1918.
        Block([198, 18], 15),  // Benchmarks: RFC 2544.
        Block([198, 51, 100], 24),  // Documentation: RFC 5737.
        Block([203, 0, 113], 24),  // Documentation: RFC 5737.
        Block([224], 4),  // Multicast: RFC 5771.
        Block([240], 4),  // Reserved, and the limited broadcast: RFC 1112 §4, RFC 919.
    ]

    /// RFC 4291 §2.4 and IANA: all that has been given out for global unicast lies in it. Outside are the unspecified and
    /// the loopback address, IPv4-mapped and -compatible ones, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique local,
    /// link-local, site-local and multicast ones.
    private static let globalUnicast = Block([0x20], 3)

    private static let specialIPv6: [Block] = [
        Block([0x20, 0x01], 23),  // Protocol assignments, with Teredo, benchmarks and ORCHID: RFC 2928.
        Block([0x20, 0x01, 0x0D, 0xB8], 32),  // Documentation: RFC 3849.
        Block([0x20, 0x02], 16),  // 6to4: RFC 3056.
        Block([0x3F, 0xFF], 20),  // Documentation: RFC 9637.
    ]

    /// The addresses that begin with the same bits.
    private struct Block {
        let prefix: [UInt8]
        let length: Int

        /// - Parameters:
        ///   - prefix: the first bytes; those that are left out are zero.
        ///   - length: bits that count.
        init(_ prefix: [UInt8], _ length: Int) {
            self.prefix = prefix
            self.length = length
        }

        func contains(_ address: IPAddress) -> Bool {
            (0..<length)
                .allSatisfy { bit in
                    let mask: UInt8 = 0x80 >> (bit % 8)
                    let expected = bit / 8 < prefix.count ? prefix[bit / 8] & mask : 0
                    return address.bytes[bit / 8] & mask == expected
                }
        }
    }
}
