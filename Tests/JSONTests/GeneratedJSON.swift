import TestSupport
import JSON

/// Makes JSON values and damages their text.
struct GeneratedJSON {
    var chance: Repeatable

    private static let scalars: [ClosedRange<UInt32>] = [
        0x00...0x1F, 0x20...0x7E, 0x20...0x7E, 0x7F...0xFF, 0x300...0x36F, 0x400...0x4FF, 0x2028...0x2029,
        0xFFFD...0xFFFF, 0x1F600...0x1F64F, 0x10FFFE...0x10FFFF,
    ]

    /// What breaks readers: the structure's own characters, half escapes, and bytes that begin or continue UTF-8.
    private static let splices: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "0", "-", "+", ".", "e", "1e999",
            "null", "true",
            " ", "\n", "{\"a\":", "\"a\":1,", "\u{0}", "\u{FEFF}",
        ].map { Array($0.utf8) } + [[0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xFF]]

    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 9 : 6), using: &chance) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &chance))
        case 2: return .integer(Int64(bitPattern: chance.next()) >> Int64.random(in: 0..<64, using: &chance))
        case 3:
            let double = Double(bitPattern: chance.next())
            return .number(double.isFinite ? double : 0.25)
        case 4, 5: return .string(string())
        case 6: return .array((0..<Int.random(in: 0..<5, using: &chance)).map { _ in value(depth: depth + 1) })
        default:
            return .object(
                JSONObject((0..<Int.random(in: 0..<5, using: &chance)).map { _ in (string(), value(depth: depth + 1)) })
            )
        }
    }

    /// The text with up to four damages; with none it stays valid.
    mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 0..<5, using: &chance) {
            let start = Int.random(in: 0...text.count, using: &chance)
            let end = min(text.count, start + Int.random(in: 0..<4, using: &chance))
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: GeneratedJSON.splices.randomElement(using: &chance) ?? [], at: start)
            case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &chance))
            default: if start < text.count { text[start] ^= 1 << UInt8.random(in: 0..<8, using: &chance) }
            }
        }
        return text
    }

    private mutating func string() -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<6, using: &chance) {
            let range = GeneratedJSON.scalars.randomElement(using: &chance) ?? 0x61...0x7A
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &chance)) { text.append(scalar) }
        }
        return String(text)
    }
}
