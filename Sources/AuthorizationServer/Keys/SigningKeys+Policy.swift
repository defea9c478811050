package import JOSE

extension SigningKeys {
    /// How keys follow one another. All times are in seconds.
    package struct Policy: Sendable {
        /// What tokens are signed with. Where it changes, its key signs at once, without being published first: the
        /// algorithm was asked for, the metadata announces it, and verifiers that meet an unknown `kid` fetch the keys.
        package var algorithm: SignatureAlgorithm
        /// How long a key signs before its successor does.
        package var lifetime: Int64
        /// How long a key is published before it signs: at least the `max-age` of the published key set.
        package var publishAhead: Int64
        /// How long a token that was signed at this moment may still be accepted, with verifiers' leeway.
        package var longestToken: Int64

        package init(
            algorithm: SignatureAlgorithm = .rs256, lifetime: Int64 = 90 * 86_400, publishAhead: Int64 = 86_400,
            longestToken: Int64 = 3600 + 300
        ) {
            self.algorithm = algorithm
            self.lifetime = lifetime
            self.publishAhead = publishAhead
            self.longestToken = longestToken
        }
    }
}

/// What became of a signing key, which is named by its `kid`.
package enum KeyEvent: Sendable, Equatable {
    /// It was made and is published.
    case created(String)
    /// The last token that it signed has expired, and it was removed.
    case retired(String)
}
