/// One challenge of a `WWW-Authenticate` header that somebody else sent (RFC 9110 §11.6.1).
package struct AuthenticateChallenge: Sendable, Equatable {
    /// The scheme in lower case.
    package var scheme: String
    /// The parameters, names in lower case.
    package var parameters: [String: String]

    /// Reads all challenges of a header's value; `nil` when it does not follow the grammar.
    package static func parse(_ value: String) -> [AuthenticateChallenge]? {
        var scanner = Scanner(text: Array(value.utf8))
        return scanner.challenges()
    }
}

extension AuthenticateChallenge {
    private struct Scanner {
        let text: [UInt8]
        var position = 0

        var current: UInt8? { position < text.count ? text[position] : nil }

        mutating func challenges() -> [AuthenticateChallenge]? {
            var challenges: [AuthenticateChallenge] = []
            skipSeparators()
            while current != nil {
                guard let word = token() else { return nil }
                let start = position
                skipSpace()
                if current == UInt8(ascii: "="), position > start || !challenges.isEmpty,
                    let last = challenges.indices.last, let parameter = parameter(named: word)
                {
                    challenges[last].parameters[parameter.0] = parameter.1
                } else {
                    var challenge = AuthenticateChallenge(scheme: word, parameters: [:])
                    let mark = position
                    if let name = token() {
                        skipSpace()
                        if let parameter = parameter(named: name) {
                            challenge.parameters[parameter.0] = parameter.1
                        } else {
                            position = mark
                            skipToken68()
                        }
                    }
                    challenges.append(challenge)
                }
                skipSpace()
                guard current == nil || current == UInt8(ascii: ",") else { return nil }
                skipSeparators()
            }
            return challenges.isEmpty ? nil : challenges
        }

        mutating func parameter(named name: String) -> (String, String)? {
            guard current == UInt8(ascii: "="), position + 1 < text.count, text[position + 1] != UInt8(ascii: "=")
            else {
                return nil
            }
            position += 1
            skipSpace()
            if current == UInt8(ascii: "\"") { return quoted().map { (name, $0) } }
            let start = position
            while let byte = current, isTokenByte(byte) { position += 1 }
            return start == position ? nil : (name, String(decoding: text[start..<position], as: UTF8.self))
        }

        mutating func quoted() -> String? {
            position += 1
            var value: [UInt8] = []
            while let byte = current {
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = current else { return nil }
                    value.append(escaped)
                    position += 1
                default: value.append(byte)
                }
            }
            return nil
        }

        mutating func token() -> String? {
            let start = position
            while let byte = current, isTokenByte(byte) { position += 1 }
            return start == position ? nil : String(decoding: text[start..<position], as: UTF8.self).lowercased()
        }

        mutating func skipToken68() {
            while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: " ") { position += 1 }
        }

        mutating func skipSpace() {
            while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { position += 1 }
        }

        mutating func skipSeparators() {
            while let byte = current,
                byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            {
                position += 1
            }
        }

        /// RFC 9110 §5.6.2.
        func isTokenByte(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
