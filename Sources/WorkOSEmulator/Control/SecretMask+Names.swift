internal import OAuth

// MARK: - Which names are those of secrets

extension SecretMask {
    /// Parts of names whose values are secrets, wherever they stand in the name.
    private static let parts = [
        "secret", "password", "passwd", "passphrase", "token", "assertion", "verifier", "apikey", "credential",
        "privatekey", "cookie", "authorization",
    ]
    private static let whole: Set<String> = [
        "value", "key", "otp", "pin", "jwt", "csrf", "bearer", "session", "sealedsession", "signature", "idtokenhint",
        "d", "p", "q", "dp", "dq", "qi", "k",
    ]
    /// What ends in `code` and is none that lets anybody in.
    private static let harmlessCodes: Set<String> = ["countrycode", "errorcode", "statuscode", "postalcode", "zipcode"]
    /// Last words of names that say something about a secret: `token_type`, `clientSecretExpiresAt`.
    private static let about: Set<String> = [
        "type", "types", "hint", "method", "methods", "at", "id", "ids", "in", "endpoint", "uri", "url", "supported",
        "alg", "name", "position", "length", "policy",
    ]
    private static let longestName = 64

    /// Whether the value under a name is a secret: by the name's words, however they are joined.
    static func isSecret(_ name: String) -> Bool {
        guard name.utf8.count <= longestName else { return true }
        let words = words(of: name)
        let joined = words.joined()
        if whole.contains(joined) || joined.hasSuffix("code") && !harmlessCodes.contains(joined) { return true }
        guard parts.contains(where: joined.contains) else { return false }
        return !about.contains(words.last ?? "")
    }

    /// `client_secret`, `client-secret` and `clientSecret` have the same words.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self).lowercased()) }
            word = []
        }
        var wasLower = false
        for byte in name.utf8 {
            let isUpper = (0x41...0x5A).contains(byte)
            guard isUpper || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte >= 0x80 else {
                end()
                continue
            }
            if isUpper, wasLower { end() }
            wasLower = !isUpper
            word.append(byte)
        }
        end()
        return words
    }
}
