internal import OAuth
internal import Storage

/// Where browsers may be sent: to the environment's redirect URIs, byte for byte except for the port on loopback (RFC
/// 8252 §7.3). Where none is registered, to `http` on loopback alone, so that a first try needs no set-up.
enum RedirectPolicy {
    /// - Throws: `invalid_redirect_uri`; the browser must not be sent there.
    static func check(
        _ requested: String, _ context: EmulatorContext
    ) async throws(APIError) -> RedirectURI {
        let registered = try await all(context)
        if registered.isEmpty {
            guard let uri = try? RedirectURI(requested, applicationType: .web), uri.isLoopbackHTTP else {
                throw refusal("No redirect URI is registered, so it must be http on 127.0.0.1, [::1] or localhost.")
            }
            return uri
        }
        guard registered.contains(where: { $0.matches(requested) }),
            // Of another port than the registered one.
            let uri = try? RedirectURI(requested, applicationType: .native)
        else {
            throw refusal(
                "It is not registered; it must match a registered one byte for byte, except for the port on loopback.")
        }
        return uri
    }

    /// The first one that was registered.
    static func first(_ context: EmulatorContext) async throws(APIError) -> String? {
        try await all(context).first?.text
    }

    private static func all(_ context: EmulatorContext) async throws(APIError) -> [RedirectURI] {
        var query = ResourceQuery(kind: ResourceType.redirectURI.object, order: .ascending, limit: 100)
        var all: [RedirectURI] = []
        while let page = try await stored({ try await context.store.resources(query) }) {
            all += page.resources.compactMap { $0.text("uri") }
                .compactMap { try? RedirectURI($0, applicationType: .native) }
            guard page.hasAfter, let last = page.resources.last else { break }
            query.cursor = .after(last.id)
        }
        return all
    }

    private static func refusal(_ reason: String) -> APIError {
        .oauth(.badRequest, "invalid_redirect_uri", "The redirect URI cannot be used. \(reason)")
    }
}
