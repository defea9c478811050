internal import JSON
internal import OAuth
internal import Yams

/// A value in a seed file, with the way to it, and a place to report what is wrong.
struct SeedNode {
    let node: Node
    let key: String
    let report: SeedReport

    var line: Int { node.mark?.line ?? 1 }

    var place: SeedFile.Place { SeedFile.Place(line: line, key: key) }

    func problem(_ message: String) { report.problems.append(SeedProblem(line: line, key: key, message: message)) }

    /// The members of a mapping, after a report of each one that is not known.
    func members(known: [String]) -> [String: SeedNode] {
        guard case .mapping(let mapping) = node else {
            problem("must be a mapping")
            return [:]
        }
        var members: [String: SeedNode] = [:]
        for (name, value) in mapping {
            let text = name.string ?? "?"
            let child = SeedNode(node: value, key: key.isEmpty ? text : "\(key).\(text)", report: report)
            guard !known.contains(text) else {
                members[text] = child
                continue
            }
            let mend =
                Nearest.word(to: text, among: known).map { "did you mean '\($0)'?" }
                ?? "known are \(known.joined(separator: ", "))"
            // The key's own line: a list under it begins on another.
            SeedNode(node: name, key: child.key, report: report).problem("unknown key '\(text.prefix(64))'; \(mend)")
        }
        return members
    }

    var elements: [SeedNode] {
        guard case .sequence(let sequence) = node else {
            problem("must be a list")
            return []
        }
        return sequence.enumerated().map { SeedNode(node: $1, key: "\(key)[\($0)]", report: report) }
    }

    var isMapping: Bool {
        if case .mapping = node { true } else { false }
    }

    var isScalar: Bool {
        if case .scalar = node { true } else { false }
    }
}

// MARK: - Values

extension SeedNode {
    /// A text that is not empty. Numbers and truth values in YAML are texts only when quoted.
    var text: String? { text(isMultiline: false) }

    /// - Parameter isMultiline: whether it may have tabs and line breaks.
    func text(isMultiline: Bool) -> String? {
        guard case .scalar(let scalar) = node, node.tag == .implicit || node.tag.rawValue.hasSuffix(":str"),
            scalar.style != .plain || SeedNode.isPlainText(scalar.string)
                || Resolver.default.resolveTag(of: node) == .str,
            !scalar.string.isEmpty
        else {
            // What YAML takes for a number, a date or a truth value, such as 7 or No.
            let isOther = isScalar && node.null == nil && node.string?.isEmpty == false
            problem(isOther ? "must be a text; write it in quotes" : "must be a text")
            return nil
        }
        // A NUL would cut the text short in the database, and no header or URL has any of the others.
        let isRefused: (UInt8) -> Bool = { byte in
            byte == 0x7F || byte < 0x20 && !(isMultiline && [0x09, 0x0A, 0x0D].contains(byte))
        }
        guard !scalar.string.utf8.contains(where: isRefused) else {
            problem("must not have a control character")
            return nil
        }
        return scalar.string
    }

    /// Whether it is surely no number, date or word for a truth value or nothing, of which `false` is the longest; the
    /// resolver's regular expressions take long.
    private static func isPlainText(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count > 5 else { return false }
        return (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
    }

    /// A truth value.
    var flag: Bool? {
        guard let flag = node.bool else {
            problem("must be true or false")
            return nil
        }
        return flag
    }

    /// A moment, quoted or not.
    var moment: Timestamp? {
        let moment = node.string.flatMap(Timestamp.init(rfc3339:))
        if moment == nil { problem("must be an RFC 3339 date, such as 2027-01-15T12:00:00Z") }
        return moment
    }

    var scopes: ScopeSet? {
        let values = elements.compactMap(\.text)
        guard let scopes = ScopeSet(validating: values) else {
            problem("has a scope with a space or a character that scopes may not have (RFC 6749 section 3.3)")
            return nil
        }
        return scopes
    }

    /// The value as JSON whose scalars are texts, as all those of a JSON Web Key are.
    var textsJSON: JSONValue {
        switch node {
        case .scalar(let scalar): .string(scalar.string)
        case .sequence(let sequence): .array(sequence.map { SeedNode(node: $0, key: key, report: report).textsJSON })
        case .mapping(let mapping):
            .object(
                JSONObject(
                    mapping.map { name, value in
                        (name.string ?? "", SeedNode(node: value, key: key, report: report).textsJSON)
                    }))
        case .alias: .null
        }
    }

    /// The value as JSON, with numbers, truth values and nothing as YAML has them (YAML 1.2 §10.3).
    var json: JSONValue {
        switch node {
        case .scalar(let scalar):
            if scalar.style != .plain { return .string(scalar.string) }
            if node.null != nil { return .null }
            if let flag = node.bool { return .bool(flag) }
            if let number = node.int { return .integer(Int64(number)) }
            if let number = node.float, number.isFinite { return .number(number) }
            return .string(scalar.string)
        case .sequence: return .array(elements.map(\.json))
        case .mapping(let mapping):
            return .object(
                JSONObject(
                    mapping.map { name, value in
                        let text = name.string ?? ""
                        return (text, SeedNode(node: value, key: "\(key).\(text)", report: report).json)
                    }))
        case .alias: return .null
        }
    }
}

/// Collects problems while a file is read.
final class SeedReport {
    var problems: [SeedProblem] = []
}
