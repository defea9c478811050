import OAuth
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("RFC 6890: addresses of the public Internet, and others")
struct PublicAddressTests {
    /// The first and the last address of each block that is not public.
    static let special = [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0",
        "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.170.2",
        "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.0",
        "192.0.2.255", "192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "198.18.0.0",
        "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0",
        "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
        // Unspecified, loopback, and IPv4-compatible (RFC 4291 §2.5).
        "::", "::1", "::2", "::7f00:1", "::127.0.0.1", "::8.8.8.8", "::ffff:ffff",
        // IPv4-mapped (RFC 4291 §2.5.5.2), whatever it maps, and IPv4-translated (RFC 2765).
        "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:0.0.0.0",
        "::ffff:8.8.8.8", "::ffff:0:7f00:1",
        // NAT64 (RFC 6052, RFC 8215).
        "64:ff9b::", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::8.8.8.8", "64:ff9b:1::",
        "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
        // Discard only (RFC 6666), and what IANA has not given out.
        "100::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::", "5f00::1", "8000::",
        // Protocol assignments: Teredo with a server and a client, benchmarks, ORCHID.
        "2001::", "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
        // Documentation.
        "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        // 6to4, which embeds an IPv4 address.
        "2002::", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        // Unique local with a cloud's metadata service, link-local, site-local, multicast.
        "fc00::", "fd00::1", "fd00:ec2::254", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::", "fe80::1",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::",
        "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ]

    @Test("A special-purpose address is not public", arguments: special)
    func isSpecial(text: String) throws {
        #expect(try !#require(IPAddress(text)).isPublic)
    }

    /// The addresses right beside those blocks among it.
    static let ordinary = [
        "1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.255", "192.0.3.0", "192.88.98.255", "192.88.100.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
        "203.0.112.255", "203.0.114.0", "223.255.255.255", "2001:200::1",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "2001:4860:4860::8888", "2003::1", "2606:4700::1111",
        "2a00::1", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::", "2606:4700::7f00:1",
    ]

    @Test("Any other address is public", arguments: ordinary)
    func isOrdinary(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test("RFC 1122 §3.2.1.3, RFC 4291 §2.5.3: loopback is 127.0.0.0/8 and ::1, and not what embeds it")
    func loopback() throws {
        for text in ["127.0.0.0", "127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"] {
            #expect(try #require(IPAddress(text)).isLoopback)
        }
        for text in ["126.255.255.255", "128.0.0.0", "0.0.0.0", "::", "::2", "::ffff:127.0.0.1", "::127.0.0.1", "1::1"]
        {
            #expect(try !#require(IPAddress(text)).isLoopback)
        }
    }

    static let noAddresses = [
        "", "localhost", "127.1", "127.0.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "127.0.0.01",
        "127.0.0.1.", "127.0.0.256", "127.0.0.-1", "+127.0.0.1", "127.0.0.1 ", "1.2.3.4.5", "١٢٧.0.0.1", ":", ":::",
        ":1", "1:", "::1::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::12345", "::g",
        "::+1", "::1%lo", "[::1]", "::127.1", "::0177.0.0.1", "127.0.0.1::", "::127.0.0.1:1", "1:2:3:4:5:6:7:127.0.0.1",
        "::１",
    ]

    @Test("RFC 4291 §2.2: what is no address, and spellings of one that only some systems have", arguments: noAddresses)
    func noAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("10,000 generated texts are read as the system reads them, and written so that they are read again")
    func asTheSystem() throws {
        var random = Repeatable(seed: 6890)
        let pieces = ["0", "1", "7f", "ffff", "127", "255", "256", "00", "::", ":", ":", ":", ".", ".", "g", "10000"]
        var addresses = 0
        for _ in 0..<10_000 {
            let groups = Int.random(in: 1...9, using: &random)
            let text: String
            switch Int.random(in: 0..<3, using: &random) {
            case 0: text = (0..<groups).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            case 1:
                text = (0..<groups).map { _ in ["", "0", "a", "ffff", "1:2"].randomElement(using: &random) ?? "" }
                    .joined(separator: ":")
            default:
                text = (0..<4).map { _ in String(UInt16.random(in: 0...299, using: &random)) }.joined(separator: ".")
            }
            let address = IPAddress(text)
            #expect(address?.bytes == PublicAddressTests.system(text), "\(text)")
            if let address {
                addresses += 1
                #expect(IPAddress(address.description) == address)
            }
        }
        #expect(addresses > 1000)
    }

    /// The bytes as `inet_pton` reads them.
    private static func system(_ text: String) -> [UInt8]? {
        for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: size)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }
}
