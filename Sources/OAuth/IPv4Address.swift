/// An IPv4 address in the one spelling that everybody reads alike: four decimal numbers without leading zeros.
struct IPv4Address: Sendable, Hashable {
    let bytes: [UInt8]

    init?(dotted text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard let byte = UInt8(part), String(byte) == part else { return nil }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// RFC 1122 §3.2.1.3: 127.0.0.0/8.
    var isLoopback: Bool { bytes[0] == 127 }
}
