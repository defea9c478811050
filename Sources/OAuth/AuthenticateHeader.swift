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
    /// `challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`, in a list.
    private struct Scanner {
        let text: [UInt8]
        var position = 0

        var current: UInt8? { position < text.count ? text[position] : nil }

        mutating func challenges() -> [AuthenticateChallenge]? {
            var challenges: [AuthenticateChallenge] = []
            skipSeparators()
            while current != nil {
                guard let challenge = challenge() else { return nil }
                challenges.append(challenge)
            }
            return challenges.isEmpty ? nil : challenges
        }

        private mutating func challenge() -> AuthenticateChallenge? {
            guard let scheme = token() else { return nil }
            var challenge = AuthenticateChallenge(scheme: scheme, parameters: [:])
            guard current == UInt8(ascii: " ") else { return endOfElement() ? challenge : nil }
            skipSpace()
            if endOfElement() || token68() { return challenge }
            while let name = parameterName() {
                // RFC 9110 §11.2: a name stands once in a challenge.
                guard let value = parameterValue(), challenge.parameters.updateValue(value, forKey: name) == nil,
                    endOfElement()
                else { return nil }
            }
            return challenge.parameters.isEmpty ? nil : challenge
        }

        /// At a comma or the end: takes the separators that follow.
        private mutating func endOfElement() -> Bool {
            let mark = position
            skipSpace()
            guard current == nil || current == UInt8(ascii: ",") else {
                position = mark
                return false
            }
            skipSeparators()
            return true
        }

        /// Takes a token68 that is a whole element; otherwise nothing.
        private mutating func token68() -> Bool {
            let mark = position
            while let byte = current, isToken68Byte(byte) { position += 1 }
            if position > mark {
                while current == UInt8(ascii: "=") { position += 1 }
                if endOfElement() { return true }
            }
            position = mark
            return false
        }

        /// Takes a name and the `=` behind it; otherwise nothing: the word is the scheme of the next challenge.
        private mutating func parameterName() -> String? {
            let mark = position
            if let name = token() {
                skipSpace()
                if current == UInt8(ascii: "=") {
                    position += 1
                    skipSpace()
                    return name
                }
            }
            position = mark
            return nil
        }

        private mutating func parameterValue() -> String? {
            if current == UInt8(ascii: "\"") { return quoted() }
            let start = position
            while let byte = current, isTokenByte(byte) { position += 1 }
            return start == position ? nil : String(decoding: text[start..<position], as: UTF8.self)
        }

        private mutating func quoted() -> String? {
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

        private mutating func token() -> String? {
            let start = position
            while let byte = current, isTokenByte(byte) { position += 1 }
            return start == position ? nil : String(decoding: text[start..<position], as: UTF8.self).lowercased()
        }

        private mutating func skipSpace() {
            while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { position += 1 }
        }

        private mutating func skipSeparators() {
            while let byte = current,
                byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            {
                position += 1
            }
        }

        private func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }

        /// RFC 9110 §5.6.2.
        private func isTokenByte(_ byte: UInt8) -> Bool {
            isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }

        /// RFC 9110 §11.2.
        private func isToken68Byte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "-._~+/".utf8.contains(byte) }
    }
}
