internal import JSON
internal import OAuth
internal import Storage

/// The accounts elsewhere with which people signed in.
enum Identities {
    /// Adds the provider's account to a person who signed in through it for the first time.
    static func remember(
        _ method: AuthenticationMethod, ofUser id: String, _ context: EmulatorContext
    ) async throws(APIError) {
        guard AuthenticationMethod.providers.contains(method.rawValue) else { return }
        let user = try await context.find(.user, id)
        guard !has(method, user) else { return }
        try await context.set(.user, id) { user in
            guard !has(method, user) else { return }
            let identity: JSONValue = [
                "idp_id": .string(id), "type": "OAuth", "provider": .string(method.rawValue),
            ]
            user.fields["identities"] = .array((user.fields["identities"]?.array ?? []) + [identity])
        }
    }

    private static func has(_ method: AuthenticationMethod, _ user: Resource) -> Bool {
        (user.fields["identities"]?.array ?? []).contains { $0["provider"]?.string == method.rawValue }
    }
}
