/// A path with placeholders, `/organizations/{id}`, or with a `*` for everything that follows: `/organizations/*`.
package struct PathPattern: Sendable, Hashable {
    /// As it was written.
    package let text: String
    private let segments: [Segment]
    /// What the segment behind them begins with; all that follows is taken. `nil`: nothing may follow.
    private let rest: String?

    private enum Segment: Sendable, Hashable {
        case literal(String)
        case placeholder
    }

    /// - Returns: `nil` when the text does not begin with `/`, or has a `*` elsewhere than at its end.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 1024 else { return nil }
        var parts = PathPattern.split(text)
        if let last = parts.last, last.hasSuffix("*") {
            rest = String(last.dropLast())
            parts.removeLast()
        } else {
            rest = nil
        }
        guard rest?.contains("*") != true else { return nil }
        guard !parts.contains(where: { $0.contains("*") }) else { return nil }
        segments = parts.map { part in
            part.hasPrefix("{") && part.hasSuffix("}") ? .placeholder : .literal(String(part))
        }
        self.text = text
    }

    /// Whether a path is of this form, compared as the router does it.
    package func matches(_ path: String) -> Bool {
        let parts = PathPattern.split(path)
        guard parts.count >= segments.count else { return false }
        let following = parts[segments.count...].first
        switch rest {
        case nil where following != nil: return false
        case let rest? where !(following ?? "").utf8.starts(with: rest.utf8): return false
        default: break
        }
        return zip(segments, parts).allSatisfy { segment, part in
            switch segment {
            case .literal(let text): text.utf8.elementsEqual(part.utf8)
            case .placeholder: true
            }
        }
    }

    private static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }
}
