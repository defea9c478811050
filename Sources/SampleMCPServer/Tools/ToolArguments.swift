import JSON

/// Reads the arguments of a call and collects every problem, so that one answer names them all.
struct ToolArguments {
    private let values: JSONObject
    private(set) var problems: [String] = []

    /// - Parameter known: The names that the tool takes.
    init(_ values: JSONObject, known: [String]) {
        self.values = values
        for name in values.names where !known.contains(name) {
            let names = known.isEmpty ? "this tool takes none" : "known are \(known.joined(separator: ", "))"
            problems.append("\(name) is not an argument: \(names)")
        }
    }

    /// An integer, or the default where there is none.
    mutating func integer(_ name: String, in range: ClosedRange<Int64>, default: Int64? = nil) -> Int64? {
        guard let value = values[name] else {
            if `default` == nil { problems.append("\(name) is missing: \(description(of: range))") }
            return `default`
        }
        guard let integer = value.integer, range.contains(integer) else {
            problems.append("\(name) must be \(description(of: range))")
            return nil
        }
        return integer
    }

    /// A text that is not empty. Its length counts Unicode code points, as JSON Schema does.
    mutating func text(_ name: String, maximumLength: Int) -> String? {
        guard let value = values[name] else {
            problems.append("\(name) is missing: a text of at most \(maximumLength) characters")
            return nil
        }
        guard let text = value.string, (1...maximumLength).contains(text.unicodeScalars.count) else {
            problems.append("\(name) must be a text of 1 to \(maximumLength) characters")
            return nil
        }
        return text
    }

    private func description(of range: ClosedRange<Int64>) -> String {
        "an integer from \(range.lowerBound) to \(range.upperBound)"
    }
}

extension ToolResult {
    /// The answer to arguments that do not fit.
    static func invalidArguments(_ problems: [String]) -> ToolResult {
        .failure("The arguments do not fit: \(problems.joined(separator: "; ")).")
    }
}
