package import OAuth

/// Which passwords may be chosen.
package enum PasswordStrength {
    /// In characters.
    package static let shortest = 10
    /// In bytes: more is not hashed.
    package static let longest = 1024

    /// What is wrong with the password: words for programs, and for people.
    package static func problems(of password: Secret) -> [(code: String, message: String)] {
        // It must be read to be judged.
        let text = password.revealed()
        if text.count < shortest {
            return [("password_too_short", "Password must be at least \(shortest) characters.")]
        }
        if password.count > longest || text.utf8.contains(0) {
            return [("password_too_long", "Password must be at most \(longest) bytes, none of them NUL.")]
        }
        let isCommon = CommonPasswords.all.contains(text.lowercased()) || CommonPasswords.isDecorated(text.lowercased())
        if isCommon || isPattern(Array(text.utf8)) {
            return [("password_too_weak", "Password is too common or too easy to guess.")]
        }
        return []
    }

    /// A few characters over and over, or characters in their order: `aaaaaaaaaa`, `abcabcabcabc`, `9876543210`.
    private static func isPattern(_ bytes: [UInt8]) -> Bool {
        let isRepeated = (1...4).contains { period in zip(bytes, bytes.dropFirst(period)).allSatisfy { $0 == $1 } }
        let isCounted = zip(bytes, bytes.dropFirst()).allSatisfy(follows)
        return isRepeated || isCounted || zip(bytes.reversed(), bytes.reversed().dropFirst()).allSatisfy(follows)
    }

    /// Behind nine comes zero, as on keyboards.
    private static func follows(_ first: UInt8, _ second: UInt8) -> Bool {
        second == first &+ 1 || (first == UInt8(ascii: "9") && second == UInt8(ascii: "0"))
    }
}
