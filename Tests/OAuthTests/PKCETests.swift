import OAuth
import Testing

@Suite("RFC 7636: challenges and verifiers")
struct PKCETests {
    @Test("RFC 7636 appendix B: the example's challenge and verifier")
    func example() {
        #expect(PKCE.isCodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))
        #expect(PKCE.isCodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(PKCE.method == "S256")
    }

    @Test("RFC 7636 §4.2: a challenge has 43 characters of base64url", arguments: 0..<130)
    func lengths(count: Int) {
        let text = String(repeating: "a", count: count)
        #expect(PKCE.isCodeChallenge(text) == (count == 43))
        #expect(PKCE.isCodeVerifier(text) == (43...128).contains(count))
    }

    @Test(
        "RFC 7636 §4.1: a verifier has unreserved characters, a challenge those without . and ~",
        arguments: UInt8(0)...0x7F)
    func everyByte(byte: UInt8) {
        let character = Character(Unicode.Scalar(byte))
        let text = String(repeating: "a", count: 42) + String(character)
        let isAlphanumeric = character.isLetter || character.isNumber
        #expect(PKCE.isCodeChallenge(text) == (isAlphanumeric || "-_".contains(character)))
        #expect(PKCE.isCodeVerifier(text) == (isAlphanumeric || "-._~".contains(character)))
    }

    @Test("Letters of other scripts, and padding, are none", arguments: ["é", "＝", "=", "٣"])
    func others(tail: String) {
        for count in 40...43 {
            #expect(!PKCE.isCodeChallenge(String(repeating: "a", count: count) + tail))
            #expect(!PKCE.isCodeVerifier(String(repeating: "a", count: count) + tail))
        }
    }
}
