import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7515 §7.1 and RFC 7519 §7.2: the compact form")
struct CompactFormTests {
    private static func part(_ json: String) -> String { Base64.encode(Array(json.utf8), .url) }
    private static let header = part(#"{"alg":"RS256"}"#)
    private static let claims = part(#"{"iss":"a"}"#)

    @Test("Three parts of base64url, the first two of them JSON objects")
    func smallest() throws {
        let token = try #require(UnverifiedToken(compact: "\(Self.header).\(Self.claims).".utf8))
        #expect(token.algorithmName == "RS256")
        #expect(token.claimedIssuer == "a")
        #expect(token.keyID == nil)
        #expect(UnverifiedToken(compact: "\(Self.part("{}")).\(Self.part("{}")).AA".utf8) != nil)
    }

    static let refused = [
        "", ".", "..", "...", "a", "a.b", "a.b.c", header, "\(header).", "\(header).\(claims)", ".\(claims).AA",
        "\(header)..AA", "\(header).\(claims).AA.AA", "\(header).\(claims).AA.AA.AA", "\(header).\(claims).AA.",
        ".\(header).\(claims).AA", " \(header).\(claims).AA", "\(header).\(claims).AA ", "\(header).\(claims).AA\n",
        "\(header).\(claims) .AA", "\(header),\(claims),AA", "\(header)=.\(claims).AA", "\(header).\(claims).AA==",
        "\(header).\(claims).A", "\(header).\(claims).AB", "\(header).\(claims).++++", "\(header).\(claims).AA\u{E9}",
        "\(part("[]")).\(claims).AA", "\(header).\(part("[]")).AA", "\(header).\(part("null")).AA",
        "\(header).\(part(#""x""#)).AA", "\(header).\(part("1")).AA", "\(header).\(part("{}{}")).AA",
        "\(header).\(part("{} x")).AA", "\(header).\(part("")).AA", "\(part(#"{"alg":"RS256",}"#)).\(claims).AA",
        "\(part(#"{"alg":"none","alg":"RS256"}"#)).\(claims).AA",
        "\(header).\(part(#"{"iss":"a","iss":"b"}"#)).AA", "\(header).\(part(#"{"iss":"a","i\u0073s":"b"}"#)).AA",
        "\(header).\(part(#"{"x":{"a":1,"a":2}}"#)).AA", "\(header).\(part(#"{"x":"\ud800"}"#)).AA",
        "\(header).\(Base64.encode([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], .url)).AA",
        "\(header).\(Base64.encode([0xEF, 0xBB, 0xBF, 0x7B, 0x7D], .url)).AA",
        "\(header).\(part(#"{"x":"# + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}")).AA",
        "sk_test_default", "eyJ", String(repeating: ".", count: 16_000), String(repeating: "A", count: 16_000),
    ]

    @Test("Anything else is no token, duplicate names among it", arguments: refused)
    func refuses(text: String) {
        #expect(UnverifiedToken(compact: text.utf8) == nil)
    }

    @Test("RFC 8725 §3.7: a token has one spelling; stray bits in the signature's last symbol are refused")
    func oneSpelling() async throws {
        let token = try await Tokens.token()
        let symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let readable = symbols.filter { UnverifiedToken(compact: (token.dropLast() + [$0]).utf8) != nil }
        // 256 bytes leave four bits without meaning: of 64 symbols four have them all zero.
        #expect(readable.count == 4)
        for symbol in readable {
            let outcome = try await Tokens.judge(String(token.dropLast() + [symbol]))
            #expect(outcome == (symbol == token.last ? .accepted : .rejected(.badSignature)))
        }
    }

    @Test("16 KiB are read, one byte more is not")
    func length() throws {
        #expect(UnverifiedToken.maximumLength == 16 * 1024)
        // Base64url has no length of 4n + 1: these parts leave room for a signature at the limit and one byte beyond.
        let start = "\(Self.part("{} ")).\(Self.part(#"{"iss":"a"} "#))."
        let room = UnverifiedToken.maximumLength - start.utf8.count
        #expect(UnverifiedToken(compact: (start + String(repeating: "A", count: room)).utf8) != nil)
        #expect(UnverifiedToken(compact: (start + String(repeating: "A", count: room + 1)).utf8) == nil)
        #expect(UnverifiedToken(compact: String(repeating: "A", count: 10_000_000).utf8) == nil)
    }

    @Test("A good token cut off anywhere is no good token")
    func truncated() async throws {
        let token = try await Tokens.token()
        for length in stride(from: 0, to: token.utf8.count, by: 7) {
            #expect(try await Tokens.judge(String(token.prefix(length))) != .accepted)
        }
    }

    @Test("A good token with one symbol changed is no good token")
    func changed() async throws {
        let token = Array(try await Tokens.token().utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await Tokens.judge(String(decoding: changed, as: UTF8.self)) != .accepted)
        }
    }
}
