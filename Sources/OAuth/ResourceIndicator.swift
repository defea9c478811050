/// A resource that the server issues tokens for, as configured (RFC 8707 §2): an absolute `http` or `https` URI without a
/// fragment. Where the first label of its host is `*`, it stands for every resource that has one label there.
package struct ResourceIndicator: Sendable, Hashable {
    /// As configured.
    package let text: String
    /// What stands on either side of the `*`.
    private let around: Around?

    private struct Around: Sendable, Hashable {
        var prefix: String
        var suffix: String
    }

    /// Reads an indicator such as `https://mcp.example.com/mcp` or `https://*.example.com/mcp`; `nil` for anything else:
    /// behind the `*` there are at least two labels, and no other `*` stands anywhere.
    package init?(_ text: String) {
        guard URISyntax.hasCleanEscapes(text) else { return nil }
        let stars = text.indices.filter { text[$0] == "*" }
        guard let star = stars.first else {
            guard HTTPURL(text) != nil else { return nil }
            self.text = text
            around = nil
            return
        }
        let prefix = text[..<star]
        let suffix = text[star...].dropFirst()
        guard stars.count == 1, prefix.hasSuffix("://"), suffix.hasPrefix("."),
            let url = HTTPURL("\(prefix)x\(suffix)")
        else { return nil }
        let labels = url.host.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        guard labels.count >= 2, labels.allSatisfy(ResourceIndicator.isLabel),
            labels.last?.utf8.contains(where: { $0 > UInt8(ascii: "9") }) == true
        else { return nil }
        self.text = text
        around = Around(prefix: String(prefix), suffix: String(suffix))
    }

    /// Whether a request names this resource: byte for byte; exactly one label stands for the `*`.
    package func matches(_ requested: String) -> Bool {
        guard let around else { return requested.utf8.elementsEqual(text.utf8) }
        let label = requested.utf8.dropFirst(around.prefix.utf8.count).dropLast(around.suffix.utf8.count)
        return requested.utf8.starts(with: around.prefix.utf8)
            && requested.utf8.count == around.prefix.utf8.count + label.count + around.suffix.utf8.count
            && requested.utf8.suffix(around.suffix.utf8.count).elementsEqual(around.suffix.utf8)
            && ResourceIndicator.isLabel(Substring(label))
    }

    /// RFC 1123 §2.1, in lower case: 1 to 63 letters, digits and hyphens, no hyphen at either end.
    private static func isLabel(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            } && text.first != "-" && text.last != "-"
    }

    /// Whether a request may name this: an absolute URI without a fragment (RFC 8707 §2).
    package static func isWellFormed(_ requested: String) -> Bool { URISyntax.isAbsolute(requested) }
}
