/// Finds the operation that a request is for.
package struct OperationTable: Sendable {
    private struct Entry: Sendable {
        var segments: [Segment]
        var operation: Operation
    }

    private enum Segment: Sendable, Hashable {
        case literal(String)
        case placeholder(String)
    }

    private struct Key: Hashable {
        var method: APIRequest.Method
        var count: Int
    }

    private var entries: [Key: [Entry]] = [:]

    /// - Precondition: no two operations have the same method and path.
    package init(_ operations: [Operation]) {
        for operation in operations {
            let segments = OperationTable.segments(operation.path).map(OperationTable.segment)
            entries[Key(method: operation.method, count: segments.count), default: []]
                .append(Entry(segments: segments, operation: operation))
        }
        for key in entries.keys {
            // A literal is more exact than a placeholder at the same place.
            entries[key]?.sort { OperationTable.rank($0.segments) < OperationTable.rank($1.segments) }
        }
    }

    /// The operation with the values of its placeholders, still as they stand in the path.
    package func find(
        _ method: APIRequest.Method, _ path: String
    ) -> (operation: Operation, parameters: [String: String])? {
        let parts = OperationTable.segments(path)
        for entry in entries[Key(method: method, count: parts.count)] ?? [] {
            if let parameters = OperationTable.match(entry.segments, parts) { return (entry.operation, parameters) }
        }
        return nil
    }

    /// The methods that the path takes.
    package func methods(of path: String) -> [APIRequest.Method] {
        APIRequest.Method.allCases.filter { find($0, path) != nil }
    }

    private static func segments(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }

    private static func segment(_ text: Substring) -> Segment {
        text.hasPrefix("{") && text.hasSuffix("}")
            ? .placeholder(String(text.dropFirst().dropLast())) : .literal(String(text))
    }

    private static func rank(_ segments: [Segment]) -> String {
        String(
            segments.map { segment -> Character in
                if case .literal = segment { "0" } else { "1" }
            })
    }

    private static func match(_ segments: [Segment], _ parts: [Substring]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text):
                guard text.utf8.elementsEqual(part.utf8) else { return nil }
            case .placeholder(let name): parameters[name] = String(part)
            }
        }
        return parameters
    }
}
