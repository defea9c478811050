/// An absolute `http` or `https` URL (RFC 3986), kept byte for byte as it was written.
///
/// Issuers and resources are compared as text, so nothing is normalised: no trailing slash is added or taken.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    package enum Scheme: String, Sendable { case http, https }

    /// The URL as it was written.
    package let text: String
    package let scheme: Scheme
    /// The host without brackets, in lower case.
    package let host: String
    /// The port that was written, if any.
    package let explicitPort: Int?
    /// The path as written: empty, or beginning with `/`.
    package let path: String
    /// The query without its `?`.
    package let query: String?

    package var port: Int { explicitPort ?? (scheme == .https ? 443 : 80) }

    /// Whether the host is a literal IPv6 address.
    package var hostIsIPv6: Bool { host.contains(":") }

    /// Whether the host is an address and not a name: server name indication is for names only (RFC 6066 §3).
    package var hostIsAddress: Bool { hostIsIPv6 || host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } }

    /// What a `Host` header says: the host, and the port where one was written.
    package var authority: String {
        (hostIsIPv6 ? "[\(host)]" : host) + (explicitPort.map { ":\($0)" } ?? "")
    }

    /// Scheme, host and port without a path: `https://auth.example.com:8443`.
    package var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// Path and query as a request line has them.
    package var target: String { (path.isEmpty ? "/" : path) + (query.map { "?\($0)" } ?? "") }

    package var description: String { text }

    /// Whether the host names this machine by a loopback address or `localhost`.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || IPv4Address(dotted: host)?.isLoopback == true
    }

    /// Reads an absolute URL without user information and without a fragment; `nil` for anything else.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"<>\"\\^`{|}".utf8.contains($0) })
        else { return nil }
        var rest = text[...]
        if rest.lowercased().hasPrefix("https://") {
            scheme = .https
            rest = rest.dropFirst(8)
        } else if rest.lowercased().hasPrefix("http://") {
            scheme = .http
            rest = rest.dropFirst(7)
        } else {
            return nil
        }
        guard !rest.contains("#") else { return nil }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let authority = HTTPURL.split(authority: rest[..<authorityEnd]) else { return nil }
        host = authority.host
        explicitPort = authority.port
        let tail = rest[authorityEnd...]
        if let mark = tail.firstIndex(of: "?") {
            path = String(tail[..<mark])
            query = String(tail[tail.index(after: mark)...])
        } else {
            path = String(tail)
            query = nil
        }
        self.text = text
    }

    private static func split(authority: Substring) -> (host: String, port: Int?)? {
        guard !authority.contains("@") else { return nil }
        var host = authority
        var port: Int?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            guard !host.isEmpty,
                host.utf8.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
                host.contains(":")
            else { return nil }
            let after = authority[authority.index(after: close)...]
            if !after.isEmpty {
                guard after.first == ":", let number = portNumber(after.dropFirst()) else { return nil }
                port = number
            }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                guard let number = portNumber(authority[authority.index(after: colon)...]) else { return nil }
                port = number
            }
            guard !host.isEmpty, host.utf8.allSatisfy(isRegisteredNameByte) else { return nil }
        }
        return (host.lowercased(), port)
    }

    private static func portNumber(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), (1...65535).contains(number)
        else { return nil }
        return number
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }

    private static func isRegisteredNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
