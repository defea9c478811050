package import JOSE

/// Keys for tests, made once in a process: making an RSA key takes a good part of a second.
package enum TestKeys {
    /// The key of the issuer that a test trusts.
    package static func trusted() async throws -> RSASigner { try await first.value }

    /// A key that no issuer published.
    package static func stranger() async throws -> RSASigner { try await second.value }

    /// A key for ES256.
    package static func elliptic() async throws -> ES256Signer { try await third.value }

    /// A key for EdDSA.
    package static func edwards() async throws -> EdDSASigner { try await fourth.value }

    /// The key of an algorithm: for RS256 the trusted one.
    package static func key(_ algorithm: SignatureAlgorithm) async throws -> any StorableSigner {
        switch algorithm {
        case .rs256: try await trusted()
        case .es256: try await elliptic()
        case .edDSA: try await edwards()
        }
    }

    private static let first = Task { try await RSASigner.generate() }
    private static let second = Task { try await RSASigner.generate() }
    private static let third = Task { try await ES256Signer.generate() }
    private static let fourth = Task { try await EdDSASigner.generate() }
}
