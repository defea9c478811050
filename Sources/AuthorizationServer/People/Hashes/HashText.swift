internal import OAuth

/// The text form that the Password Hashing Competition gave hashes: `$name$v=1$a=2,b=3$<salt>$<hash>`, read as loosely as
/// its writers differ: base64 of either alphabet, with padding or without, and settings in one section or several.
struct HashText {
    let name: String
    /// What stands behind the settings, in order: salt and hash.
    private(set) var values: [[UInt8]] = []
    private var settings: [String: String] = [:]

    /// - Parameter known: the names that settings may have.
    init(_ text: String, settings known: Set<String>) throws(PasswordError) {
        let sections = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard sections.count >= 3, sections[0].isEmpty, !sections[1].isEmpty else { throw HashText.malformed }
        name = String(decoding: sections[1], as: UTF8.self)
        for section in sections.dropFirst(2) {
            let parts = section.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            let pairs = parts.compactMap { HashText.pair($0, known) }
            if pairs.count == parts.count {
                guard values.isEmpty else { throw HashText.malformed }
                for (name, value) in pairs {
                    guard settings.updateValue(value, forKey: name) == nil else { throw HashText.malformed }
                }
            } else {
                guard parts.count == 1, let value = HashText.decode(section) else { throw HashText.malformed }
                values.append(value)
            }
        }
    }

    static var malformed: PasswordError { PasswordError(.unreadableHash, "the hash is malformed") }
    static var tooDear: PasswordError { PasswordError(.unreadableHash, "the hash costs too much to be checked here") }

    /// The setting as a number: up to nine digits and nothing else.
    func number(_ name: String) throws(PasswordError) -> Int? {
        guard let text = settings[name] else { return nil }
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text)
        else { throw HashText.malformed }
        return number
    }

    /// The setting as bytes.
    func bytes(_ name: String) throws(PasswordError) -> [UInt8]? {
        guard let text = settings[name] else { return nil }
        guard let bytes = HashText.decode(text.utf8) else { throw HashText.malformed }
        return bytes
    }

    func text(_ name: String) -> String? { settings[name] }

    private static func pair(_ part: Substring.UTF8View, _ known: Set<String>) -> (String, String)? {
        guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = String(decoding: part[..<sign], as: UTF8.self)
        return known.contains(name) ? (name, String(decoding: part[part.index(after: sign)...], as: UTF8.self)) : nil
    }

    // MARK: - Base64

    /// Bytes in base64 without padding.
    static func encode(_ bytes: [UInt8]) -> String { String(Base64.encode(bytes, .standard).prefix { $0 != "=" }) }

    /// - Returns: `nil` for what is no base64. A dot counts as a plus, as some have it.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var symbols = text.map { symbol in
            switch symbol {
            case UInt8(ascii: "+"), UInt8(ascii: "."): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: symbol
            }
        }
        let padding = symbols.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding == 0 || padding <= 2 && symbols.count % 4 == 0 else { return nil }
        symbols.removeLast(padding)
        return Base64.decode(symbols, .url)
    }
}
