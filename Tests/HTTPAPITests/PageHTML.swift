import HummingbirdTesting
import NIOCore

/// What a simple client reads from a page: forms with the first value of each field, as scripted clients do.
struct PageHTML {
    struct Form {
        var action: String
        var fields: [String: String] = [:]
        /// Name and value of each button with a name, in order.
        var buttons: [(name: String, value: String)] = []
    }

    let text: String
    private(set) var forms: [Form] = []
    /// Every tag with its attributes, decoded.
    private(set) var tags: [(name: String, attributes: [String: String])] = []

    init(_ response: TestResponse) { self.init(String(buffer: response.body)) }

    init(_ text: String) {
        self.text = text
        var rest = Substring(text)
        var isInForm = false
        while let open = rest.unicodeScalars.firstIndex(of: "<") {
            rest = rest[rest.unicodeScalars.index(after: open)...]
            guard let close = rest.unicodeScalars.firstIndex(of: ">") else { break }
            let tag = String(rest[..<close])
            rest = rest[close...]
            let name = String(tag.prefix { $0 != " " && $0 != "\n" })
            let attributes = PageHTML.attributes(of: tag)
            tags.append((name, attributes))
            switch name {
            case "form":
                forms.append(Form(action: attributes["action"] ?? ""))
                isInForm = true
            case "/form": isInForm = false
            case "input", "button":
                guard isInForm, let field = attributes["name"] else { continue }
                let value = attributes["value"] ?? ""
                if forms[forms.count - 1].fields[field] == nil { forms[forms.count - 1].fields[field] = value }
                if name == "button" { forms[forms.count - 1].buttons.append((field, value)) }
            default: break
            }
        }
    }

    private static func attributes(of tag: String) -> [String: String] {
        var found: [String: String] = [:]
        let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where index % 2 == 0 {
            let words = part.split { $0 == " " || $0 == "\n" }
            for word in words where !word.hasSuffix("=") { found[String(word)] = "" }
            if let last = words.last, last.hasSuffix("="), index + 1 < parts.count {
                found[String(last.dropLast())] = decoded(String(parts[index + 1]))
            }
        }
        return found
    }

    private static func decoded(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
