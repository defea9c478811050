package import OAuth

/// Someone who was let in, and what the upstream is told of them.
package final class Caller: Sendable {
    /// How the caller was recognised (`X-Claviger-Auth-Source`).
    package enum Source: String, Sendable {
        case oauthLocal = "oauth_local"
        case apiKey = "api_key"
    }

    package let source: Source
    package let scopes: ScopeSet
    /// From this moment the verdict must be made anew.
    package let expiresAt: Timestamp
    /// What a revocation of the token would be listed under.
    package let revocationIDs: [String]
    /// The `X-Claviger-…` headers.
    package let headers: [(name: String, value: String)]

    package init(
        source: Source, subject: String, issuer: String?, account: String?, scopes: ScopeSet, expiresAt: Timestamp,
        revocationIDs: [String] = []
    ) {
        self.source = source
        self.revocationIDs = revocationIDs
        self.scopes = scopes
        self.expiresAt = expiresAt
        var headers: [(String, String)] = [("X-Claviger-Subject", Caller.headerValue(subject))]
        if let issuer { headers.append(("X-Claviger-Issuer", Caller.headerValue(issuer))) }
        if let account { headers.append(("X-Claviger-Account", Caller.headerValue(account))) }
        headers.append(("X-Claviger-Auth-Source", source.rawValue))
        headers.append(("X-Claviger-Scopes", scopes.parameter))
        self.headers = headers
    }

    /// The text, with every byte that is not visible ASCII percent-encoded, and `%` as well.
    private static func headerValue(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "%") }) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                output.append(byte)
            } else {
                output.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
