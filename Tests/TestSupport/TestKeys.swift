package import JOSE

/// RSA keys for tests, made once in a process: making one takes a good part of a second.
package enum TestKeys {
    /// The key of the issuer that a test trusts.
    package static func trusted() async throws -> RSASigner { try await first.value }

    /// A key that no issuer published.
    package static func stranger() async throws -> RSASigner { try await second.value }

    private static let first = Task { try await RSASigner.generate() }
    private static let second = Task { try await RSASigner.generate() }
}
