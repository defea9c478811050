import JSON
import OAuth
import TestSupport

/// Damages valid tokens and key sets, as bytes and as what the bytes mean.
struct DamagedTokens {
    var chance: Repeatable

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let splices: [[UInt8]] =
        [".", "..", "=", "==", "+", "/", " ", "\n", "\u{0}", "eyJ", "e30", "bnVsbA", "AA"].map { Array($0.utf8) }
        + [[0x80], [0xFF], [0xC3, 0xA9]]
    private static let values: [JSONValue] = [
        .null, true, 0, -1, 1, .integer(.max), .number(1e300), "", "none", "RS256", "ES256", "EdDSA", "HS256", "AQAB",
        "AA", [], [:], ["x"], ["keys": []],
    ]
    private static let names = [
        "alg", "typ", "kid", "crit", "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope", "scp", "kty", "crv", "x",
        "y", "n", "e", "use", "key_ops", "d", "k",
    ]

    /// The text with one to four damages to its bytes.
    mutating func bytes(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            let start = Int.random(in: 0...text.count, using: &chance)
            let end = min(text.count, start + Int.random(in: 0..<6, using: &chance))
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: DamagedTokens.splices.randomElement(using: &chance) ?? [], at: start)
            case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &chance))
            case 3: if start < text.count { text[start] ^= 1 << UInt8.random(in: 0..<8, using: &chance) }
            case 4: text.removeSubrange(start...)
            default:
                if start < text.count { text[start] = DamagedTokens.alphabet.randomElement(using: &chance) ?? 0 }
            }
        }
        return text
    }

    /// The token with a member of its header or its claims altered, or with its parts exchanged for those of another.
    mutating func meaning(_ token: [UInt8], _ other: [UInt8]) -> [UInt8] {
        func parts(_ token: [UInt8]) -> [[UInt8]] {
            token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
        }
        var mine = parts(token)
        let theirs = parts(other)
        guard mine.count == 3, theirs.count == 3 else { return token }
        let place = Int.random(in: 0..<3, using: &chance)
        if place < 2, Bool.random(using: &chance), let json = Base64.decode(mine[place], .url),
            let value = try? JSONParser.parse(json)
        {
            mine[place] = Array(Base64.encode(altered(value).serialized(), .url).utf8)
        } else {
            mine[place] = Bool.random(using: &chance) ? theirs[place] : []
        }
        return Array(mine.joined(separator: [UInt8(ascii: ".")]))
    }

    /// The value with a member, at some depth, replaced, removed, added, or cut short.
    mutating func altered(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(var elements):
            guard !elements.isEmpty else { return ["x"] }
            let index = Int.random(in: elements.indices, using: &chance)
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = altered(elements[index])
            }
            return .array(elements)
        case .object(var object):
            let known = object.names.randomElement(using: &chance)
            let name =
                Int.random(in: 0..<4, using: &chance) == 0 ? DamagedTokens.names.randomElement(using: &chance) : known
            guard let name else { return .null }
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: object[name] = nil
            case 1: object[name] = DamagedTokens.values.randomElement(using: &chance) ?? .null
            default: object[name] = object[name].map { altered($0) } ?? .null
            }
            return .object(object)
        case .string(let text):
            return .string(String(decoding: bytes(Array(text.utf8)), as: UTF8.self))
        case .integer(let number): return .integer(number &+ Int64.random(in: -400...400, using: &chance))
        default: return DamagedTokens.values.randomElement(using: &chance) ?? .null
        }
    }
}
