import OAuth
import Testing

@Suite("A secret is not seen")
struct SecretTests {
    private struct Holder {
        var name = "holder"
        var secret: Secret
        var maybe: Secret?
        var list: [Secret]
        var map: [String: Secret]
    }

    /// All that a print, a log line, a debugger or a mirror shows of a value.
    private func renderings(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped, printed,
            "\(Mirror(reflecting: value).children.map { "\($0)" })",
        ]
    }

    @Test("Whichever way it is printed, alone or in something else")
    func redacted() {
        let secret = Secret("hunter2")
        let bytes = Array("hunter2".utf8).map(String.init).joined(separator: ", ")
        let values: [Any] = [
            secret, Optional(secret) as Any, [secret], ["k": secret], (1, secret),
            Holder(secret: secret, maybe: secret, list: [secret], map: ["k": secret]),
            Result<Secret, OAuthError>.success(secret),
        ]
        for value in values {
            for text in renderings(value) {
                #expect(!text.contains("hunter2"))
                #expect(!text.contains(bytes))
                #expect(!text.contains("0x"))
            }
        }
        #expect("\(secret)" == "[redacted]")
        #expect(secret.debugDescription == "[redacted]")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("Its length does not show in print")
    func length() {
        #expect(renderings(Secret("")) == renderings(Secret("a long one")))
    }

    @Test("Equal bytes make equal secrets, whatever they were made from")
    func equality() {
        #expect(Secret("abc") == Secret(Array("abc".utf8)))
        #expect(Secret("abc") != Secret("abd"))
        #expect(Secret("abc") != Secret("ab"))
        #expect(Secret("") == Secret([]))
        #expect(Secret("") != Secret([0]))
        #expect(Secret("\u{E9}") != Secret("e\u{301}"))
    }

    @Test("The bytes can be lent and the text be revealed")
    func use() {
        let secret = Secret("häm")
        #expect(secret.count == 4)
        #expect(!secret.isEmpty)
        #expect(Secret("").isEmpty)
        #expect(secret.revealed() == "häm")
        #expect(secret.withBytes { Array($0) } == Array("häm".utf8))
        #expect(Secret("").withBytes { $0.count } == 0)
    }

    @Test("A copy outlives the first one")
    func copy() {
        var first: Secret? = Secret(String(repeating: "x", count: 1000))
        let second = first
        first = nil
        #expect(second?.revealed() == String(repeating: "x", count: 1000))
    }

    @Test(
        "Constant-time comparison gives what == gives",
        arguments: [
            ("", ""), ("a", "a"), ("a", "b"), ("a", ""), ("ab", "a"), ("ab", "bb"), ("ab", "ba"), ("\u{0}", ""),
        ])
    func constantTime(left: String, right: String) {
        #expect(constantTimeEqual(left.utf8, right.utf8) == (left == right))
        #expect(constantTimeEqual(Array(right.utf8), Array(left.utf8)[...]) == (left == right))
    }

    @Test("Constant-time comparison sees a difference in any single bit")
    func everyBit() {
        let bytes = [UInt8](repeating: 0xA5, count: 16)
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(!constantTimeEqual(bytes, other))
            }
        }
    }
}
