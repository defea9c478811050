/// Passwords that everybody who guesses tries first, in lower case.
enum CommonPasswords {
    static let all: Set<String> = [
        "0123456789", "0987654321", "1029384756", "1111111111", "1122334455", "1212121212", "1234512345", "1234554321",
        "123456789a", "123456789q", "1234567890", "12345678900", "1234567891", "12345678910", "123456789abc",
        "1234567899", "12345qwert", "1234qwer1234", "123qwe123qwe", "123qweasdzxc", "147258369", "1472583690",
        "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qazxsw23edc", "3edc2wsx1qaz", "741852963", "7418529630",
        "9876543210", "987654321a", "a123456789", "a1b2c3d4e5", "aa12345678", "aaaaaaaaaa", "abc1234567", "abcd123456",
        "abcd12345678", "abcdefghij", "abcdefghijk", "administrator", "asdfasdfasdf", "asdfghjkl1", "asdfghjkl;",
        "asdfghjkl123", "barcelona1", "basketball", "basketball1", "changemenow", "charlie123", "chocolate1",
        "computer123", "football123", "football1234", "iloveyou123", "iloveyou12", "iloveyou1234", "jennifer123",
        "letmein123", "letmein1234", "liverpool1", "manchester", "michael123", "microsoft1", "minecraft1",
        "mypassword", "mypassword1", "p@ssw0rd123", "p@ssword123", "passpass123", "passw0rd123", "passwordpassword",
        "princess123", "q1w2e3r4t5", "q1w2e3r4t5y6", "qazwsxedc1", "qazwsxedcrfv", "qwe123qwe123", "qweasdzxc1",
        "qweasdzxc123", "qwer1234qwer", "qwerasdfzxcv", "qwert12345", "qwerty1234", "qwerty12345", "qwerty123456",
        "qwertyqwerty", "qwertyuiop", "qwertyuiop1", "qwertyuiop123", "qwertyuiop[]", "samsung123", "schoolbus1",
        "sunshine123", "superman123", "trustno1trustno1", "welcome123", "welcome1234", "zaq12wsxcde3", "zxcvbnm123",
        "zxcvbnm1234", "zxcvbnm,./",
    ]

    /// What people put digits and marks around.
    private static let stems: Set<String> = [
        "abc", "admin", "asdf", "asdfgh", "baseball", "changeme", "dragon", "football", "iloveyou", "letmein",
        "p@ssw0rd", "p@ssword", "pass", "passw0rd", "password", "princess", "qazwsx", "qwer", "qwert", "qwerty",
        "qwertyuiop", "sunshine", "superman", "welcome", "zxcvbn", "zxcvbnm",
    ]

    /// Whether it is a common word with digits and marks before and behind it: `password2026!`.
    static func isDecorated(_ text: String) -> Bool {
        func isLetter(_ character: Character) -> Bool { character.isLetter }
        guard let first = text.firstIndex(where: isLetter), let last = text.lastIndex(where: isLetter) else {
            return false
        }
        return stems.contains(String(text[first...last]))
    }
}
