internal import OAuth

/// The SHA-256 of a secret: enough for one of at least 128 bits. An API key that a seed file pins may be shorter: whoever
/// reads the database can then guess it.
package struct SecretHash: Sendable, Hashable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// Takes the bytes of a hash; `nil` when they are not 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Takes a digest.
    /// - Precondition: it is 32 bytes long.
    package init(digest: [UInt8]) {
        precondition(digest.count == 32)
        bytes = digest
    }

    /// Compares in constant time.
    package func matches(_ other: SecretHash) -> Bool { constantTimeEqual(bytes, other.bytes) }
}
