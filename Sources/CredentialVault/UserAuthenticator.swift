package import JOSE
internal import JSON
package import OAuth

/// A person whose credentials the vault keeps.
package struct VaultUser: Sendable, Hashable {
    package let issuer: String
    package let id: String
}

/// Learns from a token who the user is; from nothing else.
package struct UserAuthenticator: Sendable {
    /// The form of the claim that names the user.
    package enum IdentifierType: String, Sendable {
        case string
        /// A positive one.
        case integer
    }

    private let rules: TokenRules
    private let keys: any KeySource
    private let revocations: (any TokenRevocations)?
    private let clock: any WallClock
    private let claim: String
    private let type: IdentifierType

    /// - Parameter revocations: which tokens were revoked, where the issuer tells us.
    package init(
        rules: TokenRules, keys: any KeySource, revocations: (any TokenRevocations)? = nil, clock: any WallClock,
        claim: String = "sub",
        type: IdentifierType = .string
    ) {
        self.rules = rules
        self.keys = keys
        self.revocations = revocations
        self.clock = clock
        self.claim = claim
        self.type = type
    }

    /// The user of the bearer token.
    /// - Throws: `unauthorized` for a token that is not good or names no user; `unavailable` when the issuer's keys
    ///   cannot be had.
    package func user(bearer token: Secret?) async throws(VaultError) -> VaultUser {
        guard let token else { throw VaultError(.unauthorized, "Show the user's access token as a Bearer token") }
        let refusal = VaultError(.unauthorized, "The token is not valid here")
        guard let unverified = token.withBytes({ UnverifiedToken(compact: $0) }) else { throw refusal }
        switch await rules.judge(unverified, keys: keys, clock: clock) {
        case .rejected, .cannotJudge(.unknownIssuer), .cannotJudge(.unknownKey): throw refusal
        case .cannotJudge(.keysUnavailable):
            throw VaultError(.unavailable, "The token cannot be checked at the moment")
        case .accepted(let token):
            guard revocations?.isRevoked(anyOf: token.revocationIDs) != true, let id = identifier(in: token) else {
                throw refusal
            }
            return VaultUser(issuer: token.issuer, id: id)
        }
    }

    private func identifier(in token: ValidatedToken) -> String? {
        switch (type, token.claims[claim]) {
        // A NUL would end the text for a database written in C, and one user would be another.
        case (.string, .string(let text)) where !text.isEmpty && !text.utf8.contains(0): text
        case (.integer, .integer(let number)) where number > 0: String(number)
        default: nil
        }
    }
}
