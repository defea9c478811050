internal import OAuth

/// A token where it stands in its header: what is looked up a hundred thousand times a second is not copied first.
/// Like `Secret` it does not print.
struct PresentedToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private var header: String
    private let start: Int
    /// Shown under the scheme `Bearer`, and not under the older `Token`.
    let isBearer: Bool

    /// Takes what follows the scheme and its spaces; `nil` when that is empty or not a token (RFC 6750 §2.1).
    init?(header: String, after schemeLength: Int, isBearer: Bool) {
        var header = header
        let isTokenByte = PresentedToken.isTokenByte
        let start = header.withUTF8 { bytes -> Int? in
            var start = schemeLength
            while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
            guard start < bytes.count else { return nil }
            for index in start..<bytes.count where !isTokenByte[Int(bytes[index])] { return nil }
            return start
        }
        guard let start else { return nil }
        self.isBearer = isBearer
        self.header = header
        self.start = start
    }

    /// Lends the token's bytes; they must not be kept.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        var header = header
        return try header.withUTF8 { try body(UnsafeBufferPointer(rebasing: $0[start...])) }
    }

    /// A copy, for what outlives the request's head.
    var secret: Secret { withBytes { Secret($0) } }

    var description: String { "[redacted]" }
    var debugDescription: String { "[redacted]" }
    var customMirror: Mirror { Mirror(self, children: [:]) }

    /// `b64token`, and the underscore that base64url and API keys have.
    private static let isTokenByte: [Bool] = (0..<256).map { value in
        let byte = UInt8(value)
        return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "-._~+/=".utf8.contains(byte)
    }
}
