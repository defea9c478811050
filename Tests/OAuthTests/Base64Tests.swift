import OAuth
import TestSupport
import Testing

@Suite("RFC 4648: base64 and base64url")
struct Base64Tests {
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("RFC 4648 §10: the test vectors, both ways", arguments: vectors)
    func vector(plain: String, encoded: String) {
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encode(Array(plain.utf8), .standard) == encoded)
        #expect(Base64.encode(Array(plain.utf8), .url) == bare)
        #expect(Base64.decode(encoded, .standard) == Array(plain.utf8))
        #expect(Base64.decode(bare, .url) == Array(plain.utf8))
    }

    static let refused: [(String, Base64.Alphabet)] = [
        // Padding that is missing, too long, or in the wrong place.
        ("Zg", .standard), ("Zg=", .standard), ("Zg===", .standard), ("Zm8", .standard), ("Zm9v====", .standard),
        ("=", .standard), ("====", .standard), ("Z===", .standard), ("Zg==Zg==", .standard), ("Z=g=", .standard),
        ("=Zg=", .standard), ("Zm9v=", .standard), ("Z", .standard), ("ZgZgZ===", .standard),
        ("Zg==", .url), ("Zm8=", .url), ("=", .url), ("Z", .url), ("Zm9vZ", .url),
        // Bits that carry nothing.
        ("Zh==", .standard), ("Zm9=", .standard), ("Zh", .url), ("Zm9", .url), ("Z_", .url),
        // Symbols of the other alphabet and of none.
        ("-_-_", .standard), ("+/+/", .url), ("Zm9v\n", .standard), ("Zm9\n", .standard), (" Zm9v", .standard),
        ("Zm 9", .standard), ("Zm9v\n", .url), ("Zm.v", .url), ("Zm9\u{E9}", .standard), ("Zg\u{0}\u{0}", .standard),
        ("Zm9v ", .url), ("%3D%3D", .url), ("Ｚm9v", .url),
    ]

    @Test("RFC 4648 §3.5: only the one spelling that encoding gives is read", arguments: refused)
    func refuses(text: String, alphabet: Base64.Alphabet) {
        #expect(Base64.decode(text, alphabet) == nil)
    }

    @Test("Random bytes: encoding equals a slow reference, and decoding gives the bytes back", arguments: UInt64(1)...4)
    func reference(seed: UInt64) {
        var chance = Repeatable(seed: seed)
        for _ in 0..<2500 {
            let bytes = (0..<Int.random(in: 0..<64, using: &chance)).map { _ in
                UInt8.random(in: 0...255, using: &chance)
            }
            for alphabet in [Base64.Alphabet.standard, .url] {
                let text = Base64.encode(bytes, alphabet)
                #expect(text == SlowBase64.encode(bytes, alphabet))
                #expect(Base64.decode(text, alphabet) == bytes)
            }
        }
    }

    @Test("Random texts: whatever is decoded encodes to the same text again", arguments: UInt64(1)...4)
    func canonical(seed: UInt64) {
        var chance = Repeatable(seed: 50 + seed)
        let symbols = Array("AQgwBCZabyz0189+/-_==".utf8)
        var (decoded, refused) = (0, 0)
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0..<10, using: &chance)).map { _ in
                symbols.randomElement(using: &chance) ?? 0
            }
            for alphabet in [Base64.Alphabet.standard, .url] {
                guard let bytes = Base64.decode(text, alphabet) else {
                    refused += 1
                    continue
                }
                decoded += 1
                #expect(Array(Base64.encode(bytes, alphabet).utf8) == text)
            }
        }
        #expect(decoded > 100)
        #expect(refused > 100)
    }
}

/// Base64 by way of a string of binary digits: too simple to be wrong in the same way.
private enum SlowBase64 {
    static func encode(_ bytes: [UInt8], _ alphabet: Base64.Alphabet) -> String {
        let last = alphabet == .standard ? "+/" : "-_"
        let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last)
        var digits = bytes.map { byte in
            let binary = String(byte, radix: 2)
            return String(repeating: "0", count: 8 - binary.count) + binary
        }.joined()
        while digits.count % 6 != 0 { digits += "0" }
        var text = ""
        while !digits.isEmpty {
            text.append(symbols[Int(digits.prefix(6), radix: 2) ?? 0])
            digits.removeFirst(6)
        }
        guard alphabet == .standard else { return text }
        return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }
}
