import OAuth
import Testing

@Suite("Authorization headers, on generated values")
struct HeaderPropertyTests {
    private static func header(_ id: String, _ secret: String) -> String {
        let pair = "\(FormURLEncoded.encodeComponent(id)):\(FormURLEncoded.encodeComponent(secret))"
        return "Basic " + Base64.encode(Array(pair.utf8), .standard)
    }

    private static func hasControl(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

    @Test("RFC 6749 §2.3.1: every pair without control characters comes back", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        var generator = InputGenerator(seed: seed)
        for _ in 0..<2500 {
            let (id, secret) = (generator.anyText(), generator.anyText())
            let header = HeaderPropertyTests.header(id, secret)
            let isGood = !id.isEmpty && !HeaderPropertyTests.hasControl(id) && !HeaderPropertyTests.hasControl(secret)
            let credentials = try? ClientCredentials.basic(header)
            #expect((credentials != nil) == isGood)
            guard let credentials else { continue }
            #expect(credentials.clientID.utf8.elementsEqual(id.utf8))
            #expect(credentials.secret == Secret(secret))
        }
    }

    @Test(
        "RFC 7617 §2: no Basic header stops the process, and one that is read reads the same when rewritten",
        arguments: UInt64(1)...4)
    func damagedBasic(seed: UInt64) throws {
        var generator = InputGenerator(seed: 10 + seed)
        let inside = [":", "%", "%41", "%C3", "%00", "+", "é", "::", "\u{0}"]
        let outside = ["Basic ", " ", "=", "==", "Bearer ", "\u{0}", "é", "-", "_"]
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let pair = "\(generator.text(0...6)):\(generator.text(0...6))"
            let encoded = "Basic " + Base64.encode(generator.damaged(Array(pair.utf8), with: inside), .standard)
            let header: String = generator.isOne(in: 2) ? encoded : generator.damaged(encoded, with: outside)
            do {
                guard let credentials = try ClientCredentials.basic(header) else { continue }
                read += 1
                #expect(!credentials.clientID.isEmpty && !HeaderPropertyTests.hasControl(credentials.clientID))
                #expect(!HeaderPropertyTests.hasControl(credentials.secret.revealed()))
                let again = HeaderPropertyTests.header(credentials.clientID, credentials.secret.revealed())
                #expect(try ClientCredentials.basic(again) == credentials)
            } catch {
                refused += 1
                #expect(error.isPresentable([.invalidClient]))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }

    @Test(
        "RFC 6750 §2.1: a bearer token that is read is a b64token that stands in the header", arguments: UInt64(1)...4)
    func bearer(seed: UInt64) throws {
        var generator = InputGenerator(seed: 20 + seed)
        let fragments = ["Bearer ", " ", "=", ",", "\"", "\t", "\u{0}", "é", "Basic ", "~+/"]
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let written =
                "\(generator.pick(["Bearer", "bearer", "BEARER"])) \(generator.text())\(generator.pick(["", "=="]))"
            let header: String =
                generator.isOne(in: 10)
                ? String(decoding: generator.bytes(0...20), as: UTF8.self) : generator.damaged(written, with: fragments)
            do {
                guard let token = try PresentedBearer.token(authorization: header)?.revealed() else {
                    let scheme = header.split(separator: " ", maxSplits: 1).first ?? ""
                    #expect(scheme.lowercased() != "bearer")
                    continue
                }
                read += 1
                #expect(header.hasSuffix(" " + token) && header.lowercased().hasPrefix("bearer "))
                let symbols = token.drop { $0 != "=" }.isEmpty ? token[...] : token.prefix { $0 != "=" }
                #expect(!symbols.isEmpty)
                #expect(symbols.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~+/".contains($0)) })
                #expect(token.dropFirst(symbols.count).allSatisfy { $0 == "=" })
                #expect(try PresentedBearer.token(authorization: "Bearer " + token) == Secret(token))
            } catch {
                refused += 1
                #expect(error.isPresentable([.invalidRequest]))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }
}
