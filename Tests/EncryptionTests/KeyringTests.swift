import Encryption
import OAuth
import TestSupport
import Testing

@Suite("The keyring")
struct KeyringTests {
    private static let one = Base64.encode([UInt8](1...32), .standard)
    private static let two = Base64.encode([UInt8](33...64), .standard)

    private func keyring(_ text: String) throws(EncryptionError) -> Keyring { try Keyring(parsing: Secret(text)) }

    @Test("The first key encrypts, and every key can be found")
    func order() throws {
        let keyring = try keyring("k2:\(KeyringTests.two),k1:\(KeyringTests.one)")
        #expect(keyring.first.identifier == "k2")
        #expect(try keyring.key("k1").identifier == "k1")
        #expect(try keyring.key("k2").identifier == "k2")
        #expect(throws: EncryptionError(.unknownKey, "")) { try keyring.key("k3") }
        #expect(throws: EncryptionError(.unknownKey, "")) { try keyring.key("K1") }
        #expect(throws: EncryptionError(.unknownKey, "")) { try keyring.key("") }
    }

    @Test("A key that is not there is named")
    func unknownKey() throws {
        let keyring = try keyring("k1:\(KeyringTests.one)")
        let error = try #require(throws: EncryptionError.self) { try keyring.key("2024-old") }
        #expect(error.reason.contains("2024-old"))
    }

    static let accepted = [
        "k1:\(one)", " k1:\(one) ", "k1:\(one)\n", "k2:\(two) , \n\tk1:\(one)", "A-Z.a_z-0.9:\(one)",
        String(repeating: "k", count: 64) + ":\(one)", "k1:\(one),k2:\(one)",
    ]

    @Test("White space around entries is overlooked", arguments: accepted)
    func accepts(text: String) throws {
        _ = try keyring(text)
    }

    static let refused: [(String, String)] = [
        ("", "entry 1"), (" ", "entry 1"), (",", "entry 1"), ("k1", "entry 1"), (one, "entry 1"),
        ("k1=\(one)", "entry 1"),
        ("k1:\(one),", "entry 2"), (",k1:\(one)", "entry 1"), ("k1:\(one),,k2:\(two)", "entry 2"),
        ("k1:\(one);k2:\(two)", "1"), (":\(one)", "entry 1"), ("ké:\(one)", "entry 1"), ("k/1:\(one)", "entry 1"),
        ("k 1:\(one)", "entry 1"), (String(repeating: "k", count: 65) + ":\(one)", "entry 1"),
        ("k1:", "1"), ("k1:\(one),k2:", "2"), ("k1:\(one.dropLast())", "1"), ("k1:\(one)=", "1"),
        ("k1:\(one.dropLast(4))", "1"),
        ("k1:\(one)\(two)", "1"), ("k1:\(Base64.encode([UInt8](1...31), .standard))", "1"),
        ("k1:\(Base64.encode([UInt8](1...33), .standard))", "1"), ("k1:k2:\(one)", "1"),
        ("k1:\(one.prefix(10)) \(one.dropFirst(10))", "1"),
        ("k1:" + String(repeating: "0", count: 64), "1"), ("k1:\(one),k1:\(two)", "twice"),
        ("k1:\(one),k2:\(two),k1:\(one)", "twice"),
        // The halves exchanged, with the padding of base64 and without, and as hexadecimal digits.
        ("\(one):k1", "entry 1"), ("\(one.dropLast()):k1", "1"), ("k1:\(one),\(two.dropLast()):k2", "2"),
        (String(repeating: "0123456789abcdef", count: 4) + ":k1", "1"),
    ]

    @Test("Anything else is refused, with an error that names the entry and holds no key material", arguments: refused)
    func refuses(text: String, named: String) throws {
        let error = try #require(throws: EncryptionError.self) { try keyring(text) }
        #expect(error.code == .malformedKeyring)
        #expect(error.reason.contains(named))
        let shown = "\(error) \(error.reason)"
        for material in [KeyringTests.one, KeyringTests.two, "0123456789abcdef0123456789abcdef"] {
            #expect(!shown.contains(material.prefix(12)))
            #expect(!shown.contains(material.dropFirst(20).prefix(12)))
        }
    }

    @Test("A generated keyring has one new key, and can be read")
    func generated() throws {
        let text = Keyring.generate(identifier: "k1", random: SystemRandomSource())
        #expect("\(text)" == "[redacted]")
        #expect(try Keyring(parsing: text).first.identifier == "k1")
        #expect(text != Keyring.generate(identifier: "k1", random: SystemRandomSource()))
    }

    @Test("A keyring prints without its keys")
    func redacted() throws {
        let keyring = try keyring("k1:\(KeyringTests.one)")
        var dumped = ""
        dump(keyring, to: &dumped)
        let bytes = "1, 2, 3, 4"
        for text in ["\(keyring)", String(reflecting: keyring), dumped] {
            #expect(!text.contains(KeyringTests.one))
            #expect(!text.contains(bytes))
        }
    }
}
