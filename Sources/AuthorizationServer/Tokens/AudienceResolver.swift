internal import OAuth
internal import Storage

/// Decides whom a token is for (RFC 8707). An audience that nobody configured is never signed.
struct AudienceResolver: Sendable {
    let configuration: AuthorizationServerConfiguration

    /// - Throws: `invalid_target` for a requested resource that is neither configured nor the client's own audience,
    ///   where resources are configured; and for more than one.
    func audience(for client: Client, requested: [String]) throws(OAuthError) -> String {
        if let resource = requested.first {
            let isOwn = isSame(resource, client.audience)
            guard isOwn || ResourceIndicator.isWellFormed(resource) else {
                throw OAuthError(.invalidTarget, "resource must be an absolute URI without a fragment")
            }
            if isOwn || !configuration.resources.isEmpty {
                guard requested.allSatisfy({ isSame($0, resource) }) else {
                    throw OAuthError(.invalidTarget, "Ask for one resource at a time")
                }
                if isOwn { return resource }
                guard let audience = configured(resource) else {
                    throw OAuthError(
                        .invalidTarget, "This server issues no tokens for the resource \(resource.prefix(200))")
                }
                return audience
            }
        }
        return client.audience ?? configuration.defaultAudience ?? client.clientID
    }

    /// The configured resource that is requested, as it is configured.
    func configured(_ requested: String) -> String? {
        AudienceResolver.spellings(of: requested).first { spelling in
            configuration.resources.contains { $0.matches(spelling) }
        }
    }

    /// Whether two names are of one resource.
    func isSame(_ left: String, as right: String) -> Bool {
        AudienceResolver.spellings(of: left).contains { $0.utf8.elementsEqual(right.utf8) }
    }

    /// Of an origin without a path many clients make one with a slash; RFC 3986 §6.2.3 has both as one.
    private static func spellings(of resource: String) -> [String] {
        guard let url = HTTPURL(resource), url.query == nil, url.path.isEmpty || url.path == "/" else {
            return [resource]
        }
        return [resource, url.path.isEmpty ? resource + "/" : String(resource.dropLast())]
    }

    /// A token request may repeat the resource of its grant, and name no other (RFC 8707 §2.2).
    func check(_ requested: [String], against audience: String, of client: Client) throws(OAuthError) {
        guard !requested.isEmpty else { return }
        let resolved = try self.audience(for: client, requested: requested)
        guard resolved.utf8.elementsEqual(audience.utf8) else {
            throw OAuthError(.invalidTarget, "The grant is for another resource than the requested one")
        }
    }

    /// Byte for byte: Swift's strings are also equal when they only look alike.
    private func isSame(_ left: String, _ right: String?) -> Bool {
        right.map { left.utf8.elementsEqual($0.utf8) } ?? false
    }
}
