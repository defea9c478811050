package import JSON

/// A template of claims: JSON in which `{{ user.email }}` stands for what the person or the organization has, and
/// `{{ user.metadata.team || 'none' }}` for the first of these that there is.
package struct JWTTemplate: Sendable {
    /// Why a text is no template.
    package struct Problem: Error, Sendable, Hashable {
        package var message: String
    }

    private enum Part: Sendable {
        case text(String)
        /// The alternatives, and whether it stands inside a string of the JSON.
        case expression([Operand], isInString: Bool)
    }

    private enum Operand: Sendable {
        case path([String])
        case value(JSONValue)
    }

    private var parts: [Part] = []

    /// What expressions may begin with.
    package static let roots = ["user", "organization", "organization_membership"]
    /// Claims that are the server's to say.
    package static let reserved: Set<String> = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "org_id", "role", "roles", "permissions",
        "entitlements",
        "feature_flags", "act", "client_id", "auth_time",
    ]
    private static let longest = 16_384

    package init(_ content: String) throws(Problem) {
        guard content.utf8.count <= JWTTemplate.longest else {
            throw Problem(message: "has more than \(JWTTemplate.longest) bytes")
        }
        try parse(content)
        // With every expression standing for nothing, or for a text, it must be an object of JSON.
        let claims = try render { isInString in isInString ? "" : "null" }
        for name in claims.names where JWTTemplate.reserved.contains(name) {
            throw Problem(message: "must not set the claim \(name), which is the server's")
        }
    }

    /// The claims for these values, such as `["user": …, "organization": …]`. Claims that come out as `null` are left out,
    /// and those that are the server's: an expression in a name may have made them.
    package func claims(_ values: JSONObject) throws(Problem) -> JSONObject {
        let source = JSONValue.object(values)
        let rendered = try render(source)
        return JSONObject(
            rendered.members.filter { $0.value != .null && !JWTTemplate.reserved.contains($0.name) }
                .map { ($0.name, $0.value) })
    }

    // MARK: - Reading

    private mutating func parse(_ content: String) throws(Problem) {
        var rest = content[...]
        var isInString = false
        while let opening = rest.range(ofFirst: "{{") {
            let before = rest[..<opening.lowerBound]
            isInString = try JWTTemplate.isInString(after: before, isInString)
            parts.append(.text(String(before)))
            rest = rest[opening.upperBound...]
            guard let closing = rest.range(ofFirst: "}}") else { throw Problem(message: "has {{ without }}") }
            let operands = try JWTTemplate.operands(rest[..<closing.lowerBound])
            parts.append(.expression(operands, isInString: isInString))
            rest = rest[closing.upperBound...]
        }
        parts.append(.text(String(rest)))
    }

    /// Whether a string of the JSON is open behind this part of it.
    private static func isInString(after text: Substring, _ before: Bool) throws(Problem) -> Bool {
        var (isInString, isEscaped) = (before, false)
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = isInString
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            }
        }
        // It would take the first character of the value along.
        guard !isEscaped else { throw Problem(message: "has a backslash in front of {{") }
        return isInString
    }

    private static func operands(_ expression: Substring) throws(Problem) -> [Operand] {
        var operands: [Operand] = []
        for alternative in expression.split(separator: "||", omittingEmptySubsequences: false) {
            operands.append(try operand(alternative.trimmed))
        }
        return operands
    }

    private static func operand(_ text: Substring) throws(Problem) -> Operand {
        if let quote = text.first, quote == "'" || quote == "\"" {
            let inner = text.dropFirst().dropLast()
            guard text.count >= 2, text.last == quote, !inner.contains(quote), !inner.contains("\\") else {
                throw Problem(message: "has a text in an expression that is not closed")
            }
            return .value(.string(String(inner)))
        }
        if let value = try? JSONParser.parse(Array(text.utf8)), value.object == nil, value.array == nil {
            return .value(value)
        }
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let root = names.first, roots.contains(root), names.count <= 10,
            names.allSatisfy({ name in
                !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || isAlphanumeric($0) }
            })
        else {
            throw Problem(
                message:
                    "has an expression '\(text.prefix(64))' that does not begin with \(roots.joined(separator: ", "))"
            )
        }
        return .path(names)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    // MARK: - Rendering

    private func render(_ source: JSONValue) throws(Problem) -> JSONObject {
        var output = ""
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .expression(let operands, let isInString):
                let value = operands.lazy.map { JWTTemplate.value($0, source) }.first { $0 != .null } ?? .null
                output += try JWTTemplate.written(value, isInString)
            }
            // A token has to fit a header.
            guard output.utf8.count <= JWTTemplate.longest else {
                throw Problem(message: "comes to more than \(JWTTemplate.longest) bytes")
            }
        }
        return try JWTTemplate.object(output)
    }

    private func render(_ stand: (Bool) -> String) throws(Problem) -> JSONObject {
        var output = ""
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .expression(_, let isInString): output += stand(isInString)
            }
        }
        return try JWTTemplate.object(output)
    }

    private static func object(_ text: String) throws(Problem) -> JSONObject {
        guard let object = (try? JSONParser.parse(Array(text.utf8)))?.object else {
            throw Problem(message: "must be an object of JSON, apart from its expressions")
        }
        return object
    }

    private static func value(_ operand: Operand, _ source: JSONValue) -> JSONValue {
        switch operand {
        case .value(let value): return value
        case .path(let names):
            var value = source
            for name in names {
                if let elements = value.array {
                    guard let index = Int(name), elements.indices.contains(index) else { return .null }
                    value = elements[index]
                } else {
                    value = value[name] ?? .null
                }
            }
            return value
        }
    }

    private static func written(_ value: JSONValue, _ isInString: Bool) throws(Problem) -> String {
        guard isInString else { return value.serializedString() }
        switch value {
        case .null: return ""
        case .string(let text): return String(JSONValue.string(text).serializedString().dropFirst().dropLast())
        case .array, .object: throw Problem(message: "has an object or a list inside a text")
        default: return value.serializedString()
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        drop { $0 == " " || $0 == "\n" || $0 == "\t" }.reversedDrop { $0 == " " || $0 == "\n" || $0 == "\t" }
    }

    private func reversedDrop(_ isDropped: (Character) -> Bool) -> Substring {
        var copy = self
        while let last = copy.last, isDropped(last) { copy.removeLast() }
        return copy
    }

    fileprivate func range(ofFirst text: String) -> Range<Index>? {
        firstRange(of: text)
    }
}
