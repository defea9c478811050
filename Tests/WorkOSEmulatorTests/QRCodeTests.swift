import OAuth
import Testing
import WorkOSEmulator

@Suite("QR codes")
struct QRCodeTests {
    @Test("ISO/IEC 18004 §6.3.3: three corners have the pattern by which the code is found, and the fourth has not")
    func finderPatterns() throws {
        let code = try #require(QRCode("otpauth://totp/Acme:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
        #expect(code.modules.count == code.width * code.width)
        #expect((code.width - 21) % 4 == 0)
        func hasPattern(_ row: Int, _ column: Int) -> Bool {
            (0..<7).allSatisfy { y in
                (0..<7).allSatisfy { x in
                    let isRing = x == 0 || x == 6 || y == 0 || y == 6
                    let isCore = (2...4).contains(x) && (2...4).contains(y)
                    return code.modules[(row + y) * code.width + column + x] == (isRing || isCore)
                }
            }
        }
        let far = code.width - 7
        #expect(hasPattern(0, 0) && hasPattern(0, far) && hasPattern(far, 0))
        #expect(!hasPattern(far, far))
    }

    @Test("the picture is a PNG in a URL, with a margin of four modules")
    func picture() throws {
        let code = try #require(QRCode("hello"))
        let uri = code.dataURI(scale: 3)
        let prefix = "data:image/png;base64,"
        #expect(uri.hasPrefix(prefix))
        let bytes = try #require(Base64.decode(String(uri.dropFirst(prefix.count)), .standard))
        #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        let side = UInt8((21 + 8) * 3)
        #expect(Array(bytes[16..<29]) == [0, 0, 0, side, 0, 0, 0, side, 1, 0, 0, 0, 0])
        #expect(bytes.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }

    @Test("an empty text and one that no code can hold have none")
    func refused() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "a", count: 3000)) == nil)
    }
}
