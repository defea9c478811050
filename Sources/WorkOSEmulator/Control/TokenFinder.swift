/// Finds secrets in texts by their looks: API keys, tokens of this server, JSON Web Tokens.
enum TokenFinder {
    /// What they begin with, and how long they are at least: what is shorter is a word.
    private static let forms: [(prefix: [UInt8], shortest: Int)] = [
        ("sk_", 4), ("refresh_", 20), ("registration_", 24), ("eyJ", 16), ("Fe26.", 16),
    ].map { (Array($0.0.utf8), $0.1) }

    /// The text with a hint in the place of each secret.
    static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        var isChanged = false
        while index < bytes.count {
            guard index == 0 || !isWord(bytes[index - 1]), let length = secret(in: bytes[index...]) else {
                output.append(bytes[index])
                index += 1
                continue
            }
            let secret = String(decoding: bytes[index..<index + length], as: UTF8.self)
            output.append(contentsOf: SecretMask.hint(secret).utf8)
            index += length
            isChanged = true
        }
        return isChanged ? String(decoding: output, as: UTF8.self) : text
    }

    /// How long the secret is that the bytes begin with.
    private static func secret(in bytes: ArraySlice<UInt8>) -> Int? {
        guard let form = forms.first(where: { bytes.starts(with: $0.prefix) }) else { return nil }
        let length = bytes.prefix { isSymbol($0) }.count
        return length >= form.shortest ? length : nil
    }

    /// A letter or a digit.
    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isSymbol(_ byte: UInt8) -> Bool { isWord(byte) || "_-.*~%".utf8.contains(byte) }
}
