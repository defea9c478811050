/// What a ciphertext is bound to: parts, each behind its length, so that no two lists of parts give the same bytes.
package struct AssociatedData: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(_ parts: [String] = []) {
        for part in parts { append(part) }
    }

    /// Appends a part that may be absent: which is something else than empty.
    package mutating func append(optional part: String?) {
        append(part == nil ? "absent" : "present")
        append(part ?? "")
    }

    package mutating func append(_ part: String) {
        append(count: part.utf8.count)
        bytes.append(contentsOf: part.utf8)
    }

    /// Appends another list as one part.
    package mutating func append(_ other: AssociatedData) {
        append(count: other.bytes.count)
        bytes.append(contentsOf: other.bytes)
    }

    private mutating func append(count: Int) {
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
    }
}
