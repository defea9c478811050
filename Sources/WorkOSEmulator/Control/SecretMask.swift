internal import JSON
internal import OAuth

/// Takes the secrets out of what is kept of requests: by the names that they stand under, and by the looks of those that
/// stand elsewhere.
enum SecretMask {
    static let redacted = "[redacted]"

    /// What is left of a secret: enough to tell one from another, where it is long.
    static func hint(_ secret: String) -> String {
        let isKey = secret.hasPrefix("sk_")
        guard secret.utf8.count >= (isKey ? 12 : 16), secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return redacted
        }
        return (isKey ? "sk_" : "") + "…" + secret.suffix(4)
    }

    /// A JSON value under a name.
    static func masked(_ value: JSONValue, under name: String = "") -> JSONValue {
        let isSecret = isSecret(name)
        switch value {
        case .string(let text): return .string(isSecret ? redacted : masked(text: text))
        // A number may be a code or a pin.
        case .integer, .number: return isSecret ? .string(redacted) : value
        case .null, .bool: return value
        case .array(let elements): return .array(elements.map { masked($0, under: name) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        (masked(name: member.name), masked(member.value, under: isSecret ? name : member.name))
                    }))
        }
    }

    /// Pairs that are kept of a form or a query.
    private static let mostPairs = 500

    /// Pairs of a form or a query, as an object; what stands several times is an array.
    static func masked(pairs: [(name: String, value: String)]) -> JSONObject {
        var object: JSONObject = [:]
        for (name, value) in pairs.prefix(mostPairs) {
            let shown = masked(pairName: name)
            let text = masked(.string(value), under: name)
            switch object[shown] {
            case nil: object[shown] = text
            case .array(let others): object[shown] = .array(others + [text])
            case let other?: object[shown] = .array([other, text])
            }
        }
        return object
    }

    /// A name in a form or a query. What else was sent as one, such as JSON with the content type of forms, is read as a name
    /// as a whole, secrets included.
    private static func masked(pairName name: String) -> String {
        let isName = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_-.[]:".utf8.contains(byte)
        }
        return isName ? masked(name: name) : redacted
    }

    /// A name, which some forms have a secret in the place of.
    static func masked(name: String) -> String {
        name.utf8.count > 64 ? redacted : TokenFinder.masked(name)
    }

    /// A text that is no secret as a whole: a URL in it may have some, and so may any other text.
    static func masked(text: String, depth: Int = 0) -> String {
        guard depth < 4, let mark = text.utf8.firstIndex(where: isSeparator) else { return TokenFinder.masked(text) }
        var output = TokenFinder.masked(String(text[..<mark]))
        var rest = text[mark...]
        while let separator = rest.unicodeScalars.first {
            rest = rest[rest.unicodeScalars.index(after: rest.startIndex)...]
            let end = rest.utf8.firstIndex(where: isSeparator) ?? rest.endIndex
            output.unicodeScalars.append(separator)
            output += masked(pair: String(rest[..<end]), depth: depth + 1)
            rest = rest[end...]
        }
        return output
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { "?&#".utf8.contains(byte) }

    private static func masked(pair: String, depth: Int) -> String {
        guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { return TokenFinder.masked(pair) }
        let start = TokenFinder.masked(String(pair[...equals]))
        let value = pair[pair.utf8.index(after: equals)...]
        guard let name = FormURLEncoded.decodeComponent(ArraySlice(pair[..<equals].utf8)), !isSecret(name),
            let decoded = FormURLEncoded.decodeComponent(ArraySlice(value.utf8))
        else { return start + redacted }
        let shown = masked(text: decoded, depth: depth)
        return start + (shown.utf8.elementsEqual(decoded.utf8) ? String(value) : shown)
    }

    /// A path: what follows `by_token` is a token.
    static func masked(path: String) -> String {
        var previous: Substring = ""
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            defer { if !segment.isEmpty { previous = segment } }
            return previous.hasSuffix("token") && !segment.isEmpty ? redacted : masked(segment: String(segment))
        }
        return segments.joined(separator: "/")
    }

    private static func masked(segment: String) -> String {
        guard let decoded = FormURLEncoded.decodeComponent(ArraySlice(segment.utf8), plusIsSpace: false) else {
            return redacted
        }
        let shown = TokenFinder.masked(decoded)
        return shown.utf8.elementsEqual(decoded.utf8) ? segment : shown
    }
}
