/// The one source of randomness for keys, secrets and identifiers.
package protocol RandomSource: Sendable {
    /// That many bytes that nobody can predict.
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's cryptographic generator.
package struct SystemRandomSource: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

extension RandomSource {
    /// A secret of 256 bits as base64url, behind a prefix that says what it is.
    package func token(prefix: String = "") -> Secret { Secret(prefix + Base64.encode(bytes(32), .url)) }
}
