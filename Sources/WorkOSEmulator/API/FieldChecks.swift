internal import JSON
internal import OAuth

extension Field {
    /// Checks a value and gives it the form in which it is kept.
    func check(_ value: JSONValue) -> Result<JSONValue, Mismatch> {
        if value == .null {
            return isNullable ? .success(fallback) : .failure(Mismatch("required", "must not be null"))
        }
        switch shape {
        case .text(let length): return checkText(value, length)
        case .email:
            guard let text = value.string, EmailAddress.isWellFormed(text) else {
                return .failure(Mismatch("email_format", "must be an address, such as a@example.com"))
            }
        case .url:
            guard let text = value.string, (try? RedirectURI(text, applicationType: .native)) != nil else {
                return .failure(Mismatch("invalid_url", "must be an absolute URL: https, or http on loopback"))
            }
        case .flag:
            guard value.bool != nil else { return .failure(Mismatch("invalid_type", "must be true or false")) }
        case .texts:
            guard let texts = value.strings, texts.count <= 1000, texts.allSatisfy({ !$0.isEmpty }) else {
                return .failure(Mismatch("invalid_type", "must be a list of strings that are not empty"))
            }
        case .timestamp:
            guard let moment = value.string.flatMap(Timestamp.init(rfc3339:)) else {
                return .failure(
                    Mismatch("invalid_date", "must be a date and time such as 2026-01-15T12:00:00.000Z"))
            }
            return .success(.string(moment.rfc3339))
        case .choice(let choices):
            guard let text = value.string, choices.contains(text) else {
                return .failure(Mismatch("invalid_enum_value", "must be one of \(choices.joined(separator: ", "))"))
            }
        case .reference:
            guard let text = value.string, !text.isEmpty, text.utf8.count <= 256 else {
                return .failure(Mismatch("invalid_type", "must be an identifier"))
            }
        case .metadata, .any: break
        }
        return .success(value)
    }

    private func checkText(_ value: JSONValue, _ length: ClosedRange<Int>) -> Result<JSONValue, Mismatch> {
        guard let text = value.string else { return .failure(Mismatch("invalid_type", "must be a string")) }
        if text.isEmpty && length.lowerBound > 0 { return .failure(Mismatch("required", "must not be empty")) }
        guard length.contains(text.unicodeScalars.count) else {
            return .failure(
                Mismatch("invalid_length", "must have \(length.lowerBound) to \(length.upperBound) characters"))
        }
        return text.utf8.contains(0) ? .failure(Mismatch("invalid", "must not have a NUL character")) : .success(value)
    }

    /// Why a value cannot be.
    struct Mismatch: Error {
        var code: String
        var message: String

        init(_ code: String, _ message: String) {
            self.code = code
            self.message = message
        }
    }
}

/// The form of an address: something before and something after its last `@`, without spaces or control characters.
package enum EmailAddress {
    package static func isWellFormed(_ text: String) -> Bool {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), text.utf8.count <= 254 else { return false }
        let domain = text.utf8[at...].dropFirst()
        return at != text.utf8.startIndex && !domain.isEmpty
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ",") }
            && text.utf8[..<at].count <= 64 && domain.first != UInt8(ascii: ".")
    }
}
