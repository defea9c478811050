internal import JSON
internal import OAuth
internal import Storage

/// People whom an application of one's own signs in: known by the application's identifier for them.
enum ExternalPeople {
    /// Creates or updates the person.
    /// - Parameter also: what is changed with them, or not at all, told the identifier that they have here.
    static func keep(
        _ person: JSONObject, _ context: EmulatorContext,
        also: (String) async throws(APIError) -> ResourceChange
    ) async throws(APIError) {
        guard let externalID = person["id"]?.string, !externalID.isEmpty else {
            throw .invalid("user.id", "required", "user.id is required.")
        }
        guard let email = person["email"]?.string, EmailAddress.isWellFormed(email) else {
            throw APIError(.badRequest, "invalid_email", "user.email must be an address, such as a@example.com.")
        }
        var body: JSONObject = [:]
        for name in ["first_name", "last_name", "name", "metadata"] { body[name] = person[name] }
        let key = ResourceKey("external_id", externalID)
        if let known = try await stored({ try await context.store.resource(kind: "user", key: key) }) {
            guard known.text("email").map({ $0.lowercasedASCII.utf8.elementsEqual(email.lowercasedASCII.utf8) }) == true
            else {
                throw APIError(
                    .badRequest, "email_change_not_allowed", "The user is known here by another address.")
            }
            _ = try await context.update(.user, known.id, body) { () async throws(APIError) in
                [try await also(known.id)]
            }
            return
        }
        guard try await stored({ try await context.store.user(email: email) }) == nil else {
            throw APIError(.badRequest, "email_not_available", "Another user has this address already.")
        }
        body["external_id"] = .string(externalID)
        body["email"] = .string(email)
        body["email_verified"] = true
        let draft = try await context.draft(.user, body)
        let completed = try await also(draft.resource.id)
        try await context.write(.user, [.insert(draft.resource), completed] + draft.also)
    }
}
