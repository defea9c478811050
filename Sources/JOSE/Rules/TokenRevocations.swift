/// Knows which tokens were revoked before they expired (RFC 7009). Asked on every request, so it must not wait.
package protocol TokenRevocations: Sendable {
    /// - Parameter ids: a token's `revocationIDs`.
    func isRevoked(anyOf ids: [String]) -> Bool
}

extension ValidatedToken {
    /// What a revocation of this token would be listed under: its own identifier (`jti`) and its grant's (`sid`).
    package var revocationIDs: [String] { [string("jti"), string("sid")].compactMap { $0 } }
}
