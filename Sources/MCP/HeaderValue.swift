#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The form in which `Mcp-Name` and `Mcp-Param-*` carry any text (2026-07-28, Streamable HTTP).
///
/// Visible ASCII stands as it is. Whatever a header could not carry unchanged is wrapped: `=?base64?…?=`.
package enum HeaderValue {
    private static let prefix = "=?base64?"
    private static let suffix = "?="

    /// The text as a header value.
    package static func encode(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.first != 0x20 && text.utf8.last != 0x20
        guard !isPlain || payload(of: text) != nil else { return text }
        return prefix + Data(text.utf8).base64EncodedString() + suffix
    }

    /// The text that a header value stands for; `nil` when it is wrapped and what is inside is not canonical base64 of
    /// UTF-8, so that a broken value equals nothing.
    package static func decode(_ value: String) -> String? {
        guard let payload = payload(of: value) else { return value }
        guard let data = Data(base64Encoded: String(payload)), data.base64EncodedString() == payload else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    private static func payload(of value: String) -> Substring? {
        guard value.hasPrefix(prefix), value.hasSuffix(suffix), value.utf8.count >= prefix.count + suffix.count
        else { return nil }
        return value.dropFirst(prefix.count).dropLast(suffix.count)
    }
}
