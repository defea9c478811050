import JSON
import OAuth
import TestSupport

/// Makes inputs by a grammar and damages them, the same ones in every run.
struct InputGenerator {
    private var chance: Repeatable

    init(seed: UInt64) { chance = Repeatable(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &chance) }
    mutating func isOne(in count: Int) -> Bool { number(1...count) == 1 }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }

    mutating func bytes(_ length: ClosedRange<Int>) -> [UInt8] {
        (0..<number(length)).map { _ in UInt8.random(in: 0...255, using: &chance) }
    }

    /// Text of the ASCII characters given.
    mutating func text(of alphabet: String = "abcXYZ019-._~", _ length: ClosedRange<Int> = 1...8) -> String {
        let characters = Array(alphabet.utf8)
        return String(decoding: (0..<number(length)).map { _ in pick(characters) }, as: UTF8.self)
    }

    /// Text of any characters, half of them ASCII.
    mutating func anyText(_ length: ClosedRange<Int> = 0...8) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<number(length) {
            let value = number(0...(isOne(in: 2) ? 0x7F : 0x10FFFF))
            if let scalar = Unicode.Scalar(UInt32(value)) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    /// Some of the elements, in their order.
    mutating func some<Element>(of elements: [Element]) -> [Element] { elements.filter { _ in !isOne(in: 3) } }

    /// The bytes with up to four places changed, lost, doubled or filled with a fragment; in one case of three as they were.
    mutating func damaged(_ bytes: [UInt8], with fragments: [String] = []) -> [UInt8] {
        var bytes = bytes
        guard !isOne(in: 3) else { return bytes }
        for _ in 0..<number(1...4) {
            let start = number(0...bytes.count)
            let end = min(bytes.count, start + number(0...6))
            switch number(0...4) {
            case 0 where start < bytes.count: bytes[start] ^= 1 << UInt8(number(0...7))
            case 1: bytes.replaceSubrange(start..<end, with: [])
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3 where !fragments.isEmpty: bytes.replaceSubrange(start..<end, with: Array(pick(fragments).utf8))
            default: bytes.insert(UInt8(number(0...255)), at: start)
            }
        }
        return bytes
    }

    /// The text damaged; bytes that are not UTF-8 become replacement characters.
    mutating func damaged(_ text: String, with fragments: [String] = []) -> String {
        String(decoding: damaged(Array(text.utf8), with: fragments), as: UTF8.self)
    }
}

extension OAuthError {
    /// Whether the error may be shown: one of the codes, and a description as RFC 6749 §5.2 has it.
    func isPresentable(_ codes: Set<OAuthError.Code>) -> Bool {
        codes.contains(code) && !description.isEmpty
            && description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}
