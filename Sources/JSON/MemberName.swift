/// A member's name, compared code unit by code unit (RFC 8259 §8.3): Swift's strings are equal when they look alike, and two
/// readers must not see two documents.
struct MemberName: Hashable {
    let text: String

    static func == (left: MemberName, right: MemberName) -> Bool { isSame(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }

    static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
