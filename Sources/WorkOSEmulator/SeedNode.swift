internal import JSON
internal import OAuth
internal import Yams

/// A value in a seed file, with the way to it, and a place to report what is wrong.
struct SeedNode {
    let node: Node
    let key: String
    let report: SeedReport

    var line: Int { node.mark?.line ?? 1 }

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
            if known.contains(text) {
                members[text] = child
            } else {
                child.problem("unknown key; known are \(known.joined(separator: ", "))")
            }
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

    /// A text that is not empty. Numbers and truth values in YAML are texts only when quoted.
    var text: String? {
        guard case .scalar(let scalar) = node, node.tag == .implicit || node.tag.rawValue.hasSuffix(":str"),
            scalar.style != .plain || (Resolver.default.resolveTag(of: node) == .str),
            !scalar.string.isEmpty
        else {
            problem("must be a text")
            return nil
        }
        // A NUL would cut the text short in the database, and no header or URL has any of the others.
        guard !scalar.string.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            problem("must not have a control character")
            return nil
        }
        return scalar.string
    }

    /// A truth value.
    var flag: Bool? {
        guard let flag = node.bool else {
            problem("must be true or false")
            return nil
        }
        return flag
    }

    var isMapping: Bool {
        if case .mapping = node { true } else { false }
    }

    /// The value as JSON whose scalars are texts, as all those of a JSON Web Key are.
    var json: JSONValue {
        switch node {
        case .scalar(let scalar): .string(scalar.string)
        case .sequence(let sequence): .array(sequence.map { SeedNode(node: $0, key: key, report: report).json })
        case .mapping(let mapping):
            .object(
                JSONObject(
                    mapping.map { name, value in
                        (name.string ?? "", SeedNode(node: value, key: key, report: report).json)
                    }))
        case .alias: .null
        }
    }

    var scopes: ScopeSet? {
        let values = elements.compactMap(\.text)
        guard let scopes = ScopeSet(validating: values) else {
            problem("has a scope with a space or a character that scopes may not have (RFC 6749 section 3.3)")
            return nil
        }
        return scopes
    }
}

/// Collects problems while a file is read.
final class SeedReport {
    var problems: [SeedProblem] = []
}
