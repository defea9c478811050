import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("One-time passwords of authenticator apps")
struct TOTPTests {
    private let totp = TOTP(secret: Secret("12345678901234567890"))

    @Test(
        "RFC 6238 appendix B: the codes of SHA-1, their last six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        #expect(totp.code(at: Timestamp(seconds: seconds)) == code)
    }

    @Test("RFC 6238 §5.2: a code counts in its own step and the ones beside it")
    func window() {
        let now = Timestamp(seconds: 1_111_111_111)
        let step = TOTP.step(at: now)
        for (offset, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)] {
            let code = totp.code(at: now.adding(seconds: offset * 30))
            #expect(totp.step(matching: code, at: now) == (counts ? step + offset : nil))
        }
    }

    @Test("RFC 6238 §5.2: a code that was used, and every older one, counts no more")
    func used() {
        let now = Timestamp(seconds: 1_111_111_111)
        let step = TOTP.step(at: now)
        let code = totp.code(at: now)
        #expect(totp.step(matching: code, at: now, after: step - 1) == step)
        #expect(totp.step(matching: code, at: now, after: step) == nil)
        #expect(totp.step(matching: totp.code(at: now.adding(seconds: -30)), at: now, after: step) == nil)
        #expect(totp.step(matching: totp.code(at: now.adding(seconds: 30)), at: now, after: step) == step + 1)
    }

    @Test(
        "what is not six digits matches nothing", arguments: ["", "05047", "0504711", " 050471", "050 471", "٠٥٠٤٧١"])
    func malformed(code: String) {
        #expect(totp.step(matching: code, at: Timestamp(seconds: 1_111_111_111)) == nil)
    }

    @Test("a new secret has 160 bits, and reads back from what a person types")
    func secrets() throws {
        let made = TOTP(random: SystemRandomSource())
        #expect(made.base32.utf8.count == 32)
        #expect(made.base32 != TOTP(random: SystemRandomSource()).base32)
        let typed = try #require(TOTP(base32: made.base32.lowercased()))
        let now = Timestamp(seconds: 1_700_000_000)
        #expect(typed.code(at: now) == made.code(at: now))
        #expect(TOTP(base32: "JBSWY3DP") == nil)
        #expect(TOTP(base32: "not base32!") == nil)
    }

    @Test("the URI names issuer, person and secret, and escapes what an address may have")
    func uri() {
        let uri = totp.uri(issuer: "Acme & Söhne", user: "a+b@example.com")
        #expect(
            uri == "otpauth://totp/Acme%20%26%20S%C3%B6hne:a%2Bb%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30")
    }
}

@Suite("Base32")
struct Base32Tests {
    @Test(
        "RFC 4648 §10: the vectors",
        arguments: [
            ("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI======"),
        ])
    func vectors(text: String, encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded.prefix { $0 != "=" })
        #expect(Base32.decode(encoded) == Array(text.utf8))
        #expect(Base32.decode(String(encoded.prefix { $0 != "=" }).lowercased()) == Array(text.utf8))
    }

    @Test(
        "other texts are refused",
        arguments: ["M", "MYA", "MZ", "M1======", "MY=====", "MY=======", "MZXW6YT=", "=", " "])
    func refused(text: String) { #expect(Base32.decode(text) == nil) }
}
