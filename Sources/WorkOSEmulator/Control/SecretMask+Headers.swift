internal import OAuth

// MARK: - Headers

extension SecretMask {
    /// What else stands in front of credentials may be a part of them.
    private static let schemes: Set<String> = ["basic", "bearer", "digest", "dpop", "negotiate", "token"]

    /// The headers that say something about a request to who reads the journal.
    static let headers: Set<String> = [
        "accept", "authorization", "content-length", "content-type", "cookie", "host", "idempotency-key", "origin",
        "referer", "user-agent", "x-request-id",
    ]

    /// A header's value, where the journal has this header.
    /// - Parameter name: in lower case.
    static func masked(header name: String, value: String) -> String? {
        switch name {
        case "authorization": masked(authorization: value)
        case "cookie": masked(cookies: value)
        default: headers.contains(name) ? masked(text: value) : nil
        }
    }

    /// `Bearer sk_…3456`; of Basic credentials the name is kept.
    static func masked(authorization: String) -> String {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, schemes.contains(parts[0].lowercased()) else { return redacted }
        let credentials = String(parts[1])
        switch parts[0].lowercased() {
        case "bearer": return "\(parts[0]) \(hint(credentials))"
        case "basic":
            guard let decoded = Base64.decode(credentials, .standard),
                let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
                let name = String(validating: decoded[..<colon], as: UTF8.self)
            else { return "\(parts[0]) \(redacted)" }
            return "\(parts[0]) \(TokenFinder.masked(name)):\(redacted)"
        default: return "\(parts[0]) \(redacted)"
        }
    }

    /// The cookies' names.
    private static func masked(cookies: String) -> String {
        cookies.split(separator: ";").map { cookie in
            guard let equals = cookie.firstIndex(of: "=") else { return redacted }
            let name = cookie[..<equals].filter { $0 != " " }
            return "\(masked(name: name))=\(redacted)"
        }.joined(separator: "; ")
    }
}
