import Encryption
import OAuth
import TestSupport
import Testing

@Suite("The format of what is encrypted at rest")
struct FormatTests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("The golden vector: version, nonce, ciphertext, tag, under a key that HKDF derived")
    func golden() throws {
        let row = try Row()
        // Computed by another implementation of HKDF-SHA256 and AES-256-GCM. Rows of this form lie in databases: a
        // change here needs a new version byte, not a new vector.
        #expect(
            hexadecimal(row.wrappedKey)
                == "011cc58e5aca6adc1dffe48ab8069915057b45e140a2bb98524bf9f9c646fe6d1c13ff369f2d7adbdfd305ef0f9a7b0b020c"
                + "fcf538f91db1985edfe4fb")
        #expect(
            hexadecimal(row.token)
                == "01cd16f4052fa2aae87cc21d286f5f43e45c4d0745753dbe08f04276fc61ed6fc7281c21e360b0ba47632697")
    }

    @Test("Associated data: each part behind its length in four bytes, so that no two lists give the same bytes")
    func associatedData() {
        #expect(hexadecimal(AssociatedData(["a", "", "bc"]).bytes) == "000000016100000000000000026263")
        #expect(AssociatedData([]).bytes.isEmpty)
        let lists = [
            ["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], [], [""], ["", ""], ["é"], ["e\u{301}"],
        ]
        #expect(Set(lists.map { AssociatedData($0).bytes }).count == lists.count)
        var nested = AssociatedData(["x"])
        nested.append(AssociatedData(["y"]))
        #expect(nested.bytes != AssociatedData(["x", "y"]).bytes)
    }

    static let plaintexts = [
        "", "a", "Grüße 🔑 \u{0}\n", String(repeating: "x", count: 15), String(repeating: "x", count: 16),
        String(repeating: "x", count: 17), String(repeating: "0123456789abcdef", count: 65_536),
    ]

    @Test("Any text survives, from none to a megabyte, and grows by 29 bytes", arguments: plaintexts)
    func roundTrip(text: String) throws {
        let key = DataKey(random: SeededRandom())
        let sealed = try key.seal(Secret(text), label: "l", context: Row.context, random: SeededRandom(seed: 2))
        #expect(sealed.count == text.utf8.count + 1 + 12 + 16)
        #expect(sealed.first == 1)
        #expect(try key.open(sealed, label: "l", context: Row.context) == Secret(text))
    }

    @Test("Bytes that are no text survive too")
    func bytes() throws {
        let key = DataKey(random: SeededRandom())
        let secret = Secret([0xFF, 0x00, 0xC3])
        let sealed = try key.seal(secret, label: "l", context: AssociatedData(), random: SeededRandom())
        #expect(try key.open(sealed, label: "l", context: AssociatedData()) == secret)
    }

    @Test("The same text is never sealed to the same bytes twice")
    func freshNonce() throws {
        let random = SeededRandom()
        let key = DataKey(random: random)
        let sealed = try (0..<1000).map { _ in
            try key.seal(Secret("same"), label: "l", context: Row.context, random: random)
        }
        #expect(Set(sealed).count == 1000)
        #expect(Set(sealed.map { $0[1..<13] }).count == 1000)
    }

    @Test("What a row is about does not show in its bytes")
    func nothingInClear() throws {
        let row = try Row()
        for bytes in [row.wrappedKey, row.token, row.secret] {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("refresh"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("user-1"))
        }
    }
}
