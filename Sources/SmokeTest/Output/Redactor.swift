package import OAuth
import Synchronization

/// Keeps secrets out of everything that is shown.
///
/// A server may send back what it was sent: whole, cut off, or encoded. So not only a secret as such is hidden but
/// every piece of it that is long enough to tell, in each of the spellings that went over the wire, and whatever
/// looks like a JWT.
package final class Redactor: Sendable {
    /// Bytes of a secret that are hidden wherever they stand together.
    private static let telling = 12
    /// Bytes of a text that are looked at, and of those that are shown.
    private static let readLimit = 4096
    private static let showLimit = 300

    private let secrets = Mutex<[Secret]>([])

    package init() {}

    /// Knows the secrets that the tester was given.
    package convenience init(target: HTTPURL, means: AccessMeans) {
        self.init()
        // A key may stand in the query, with a name or without, and be repeated as it was written or decoded.
        for piece in (target.query ?? "").split(separator: "&") {
            let written = piece.split(separator: "=", maxSplits: 1).last ?? ""
            conceal(Secret(String(written)))
            if let decoded = FormURLEncoded.decodeComponent(Array(written.utf8)[...]) { conceal(Secret(decoded)) }
        }
        switch means {
        case .none: break
        case .token(let secret), .apiKey(let secret): conceal(secret)
        case .clientCredentials(let clientID, let secret, _):
            conceal(secret)
            let pair = [clientID, secret.revealed()].map(FormURLEncoded.encodeComponent).joined(separator: ":")
            conceal(Secret(Base64.encode(Array(pair.utf8), .standard)))
        }
    }

    /// Hides a secret from now on.
    package func conceal(_ secret: Secret) {
        guard secret.count >= 4 else { return }
        let encoded = Secret(FormURLEncoded.encodeComponent(secret.revealed()))
        secrets.withLock { $0 += encoded == secret ? [secret] : [secret, encoded] }
    }

    /// The text as it may be shown: on one line, without secrets, not too long.
    package func clean(_ text: String) -> String {
        let visible = text.unicodeScalars.lazy.map { Redactor.isShown($0) ? Character($0) : " " }
        var bytes = Array(String(visible).utf8.prefix(Redactor.readLimit))
        var hidden = [Bool](repeating: false, count: bytes.count)
        for secret in secrets.withLock({ $0 }) { mark(secret, in: bytes, &hidden) }
        markTokens(in: bytes, &hidden)
        bytes = Redactor.replace(hidden, in: bytes)
        guard bytes.count > Redactor.showLimit else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.prefix(Redactor.showLimit), as: UTF8.self) + "…"
    }

    /// Control and format characters could move a terminal's cursor or turn the text round.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private func mark(_ secret: Secret, in bytes: [UInt8], _ hidden: inout [Bool]) {
        let width = min(secret.count, Redactor.telling)
        guard bytes.count >= width else { return }
        let pieces = secret.withBytes { secret in
            Set((0...(secret.count - width)).map { Array(secret[$0..<($0 + width)]) })
        }
        for start in 0...(bytes.count - width) where pieces.contains(Array(bytes[start..<(start + width)])) {
            for index in start..<(start + width) { hidden[index] = true }
        }
    }

    /// `eyJ` is how every base64url of a JSON object begins.
    private func markTokens(in bytes: [UInt8], _ hidden: inout [Bool]) {
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, Redactor.isTokenByte(bytes[end]) { end += 1 }
            if end - start >= 16, bytes[start..<end].starts(with: "eyJ".utf8) {
                for index in start..<end { hidden[index] = true }
            }
            start = end + 1
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func replace(_ hidden: [Bool], in bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !hidden[index] {
                output.append(byte)
            } else if index == 0 || !hidden[index - 1] {
                output.append(contentsOf: "[redacted]".utf8)
            }
        }
        return output
    }
}
