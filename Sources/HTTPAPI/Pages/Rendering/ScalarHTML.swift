internal import Mustache

/// Escapes text for HTML, in elements and in quoted attributes, scalar by scalar as parsers read it.
///
/// The library's own escaping goes by `Character`. It lets `"` pass with an accent on it, and `<` behind a letter that
/// joins what follows, such as U+0600, although both still end an attribute or begin a tag.
struct ScalarHTML: MustacheContentType {
    /// What templates select it by.
    static let name = "SCALAR_HTML"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
