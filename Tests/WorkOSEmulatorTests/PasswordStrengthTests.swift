import OAuth
import Testing
import WorkOSEmulator

@Suite("Which passwords may be chosen")
struct PasswordStrengthTests {
    private func codes(_ password: String) -> [String] { PasswordStrength.problems(of: Secret(password)).map(\.code) }

    @Test(
        "good ones",
        arguments: [
            "correct horse battery staple", "strong_password_123!", "пароль-на-каждый", "xK3#mQ9$vL",
            "password is not among these words",
        ])
    func good(password: String) { #expect(codes(password) == []) }

    @Test(
        "fewer than ten characters are too few, however many bytes they have",
        arguments: ["", "xK3#mQ9$v", "пароль", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦"])
    func short(password: String) { #expect(codes(password) == ["password_too_short"]) }

    @Test(
        "those that everybody tries first, and patterns",
        arguments: [
            "password123", "Password2026!", "1234567890", "9876543210", "qwertyuiop", "QWERTYUIOP", "aaaaaaaaaa",
            "abcabcabcabc", "abcdefghijkl", "lkjihgfedcba", "!!welcome!!2026", "1q2w3e4r5t",
        ])
    func weak(password: String) { #expect(codes(password) == ["password_too_weak"]) }

    @Test("more bytes than are hashed, and a NUL")
    func long() {
        #expect(codes(String(repeating: "correct horse ", count: 100)) == ["password_too_long"])
        #expect(codes("correct horse\u{0}battery") == ["password_too_long"])
        #expect(codes(String(repeating: "ab cd", count: 204)) == [])
    }
}
