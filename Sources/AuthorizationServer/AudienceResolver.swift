internal import OAuth
internal import Storage

/// Decides whom a token is for (RFC 8707). An audience that nobody configured is never signed.
struct AudienceResolver: Sendable {
    let configuration: AuthorizationServerConfiguration

    /// - Throws: `invalid_target` for a requested resource that is neither configured nor the client's own audience,
    ///   where resources are configured; and for more than one.
    func audience(for client: Client, requested: [String]) throws(OAuthError) -> String {
        if let resource = requested.first, !configuration.resources.isEmpty || isSame(resource, client.audience) {
            guard requested.count == 1 else {
                throw OAuthError(.invalidTarget, "Ask for one resource at a time")
            }
            guard configuration.resources.contains(where: { isSame(resource, $0) }) || isSame(resource, client.audience)
            else {
                throw OAuthError(.invalidTarget, "This server issues no tokens for the requested resource")
            }
            return resource
        }
        return client.audience ?? configuration.defaultAudience ?? client.clientID
    }

    /// Byte for byte: Swift's strings are also equal when they only look alike.
    private func isSame(_ left: String, _ right: String?) -> Bool {
        right.map { left.utf8.elementsEqual($0.utf8) } ?? false
    }
}
