internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A person who can sign in.
    package static let user = ResourceType(
        "user", title: "User", prefix: "user_",
        fields: [
            Field("email", .email).required().caseless().unique("email_not_available"),
            .flag("email_verified").nullAsAbsent(),
            .text("first_name", 0...255), .text("last_name", 0...255), .text("name", 0...255),
            Field("profile_picture_url", .url).internalOnly(),
            .text("external_id", 1...128).unique("external_id_already_used"),
            .metadata(),
            Field("last_sign_in_at", .timestamp).internalOnly(),
            .text("locale", 2...35),
            Field("identities", .any).fixed().or([]).hidden(),
        ],
        routes: [
            .list(
                "/user_management/users",
                filters: [
                    Filter("email", isLowercased: true), Filter("organization_id"),
                    Filter("organization", tag: "organization_id"),
                ]),
            .create("/user_management/users"), .read("/user_management/users/{id}"),
            .readByKey("/user_management/users/external_id/{external_id}", key: "external_id"),
        ],
        writing: Users.write, showing: Users.show, deleting: Users.endEverything)
}

/// What is special about people.
enum Users {
    static let operations = [
        Operation(.put, "/user_management/users/{id}", update),
        Operation(.delete, "/user_management/users/{id}", delete),
        Operation(.get, "/user_management/users/{id}/identities", identities),
    ]

    /// The person with this address, whatever the case of its ASCII letters.
    static func find(email: String, _ context: EmulatorContext) async throws(APIError) -> Resource? {
        try await stored {
            try await context.store.resource(kind: ResourceType.user.object, key: .email(email))
        }
    }

    /// A person of whom nothing but the address is known.
    static func create(
        email: String, isVerified: Bool, password: JSONValue = .null, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        try await context.create(
            .user, ["email": .string(email), "email_verified": .bool(isVerified), "password": password])
    }

    /// The person with this address, who is made where there is none.
    static func findOrCreate(
        email: String, isVerified: Bool, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        if let known = try await find(email: email, context) { return known }
        do throws(APIError) {
            return try await create(email: email, isVerified: isVerified, context)
        } catch {
            // Another request may have been faster.
            guard let known = try await find(email: email, context) else { throw error }
            return known
        }
    }

    /// A person as a request says, with a password that is judged and hashed.
    static func create(_ body: JSONObject, _ context: EmulatorContext) async throws(APIError) -> Resource {
        try await context.create(.user, body)
    }

    // MARK: - Operations

    @Sendable
    private static func update(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        if let email = request.body["email"], !EmailAddress.isWellFormed(email.string ?? "") {
            throw APIError(.badRequest, "invalid_email", "email must be an address, such as a@example.com.")
        }
        let user = try await context.update(.user, request.parameter("id"), request.body)
        if UserPasswords.isGiven(in: request.body) {
            try await PasswordResets.expire(ofUser: user.id, context)
            try await endEverything(user, context)
        }
        return APIAnswer(try await context.show(.user, user))
    }

    /// What began while the person was being deleted ends too.
    @Sendable
    private static func delete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("id"))
        try await context.delete(.user, user.id)
        try await endEverything(user, context)
        return .empty(200)
    }

    /// The accounts elsewhere with which the person signed in.
    @Sendable
    private static func identities(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("id"))
        return APIAnswer(user.fields["identities"] ?? [])
    }

    /// Whether two addresses are of the same bytes, apart from the case of ASCII letters.
    static func isSameAddress(_ one: String?, _ other: String) -> Bool {
        one.map { $0.lowercasedASCII.utf8.elementsEqual(other.lowercasedASCII.utf8) } ?? false
    }

    // MARK: - What requests say

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        let email = draft.resource.text("email") ?? ""
        if !isSameAddress(draft.previous?.text("email"), email) {
            try await refuseTaken(email, isNew: draft.isNew, context)
            // That the old address was the person's says nothing of the new one.
            if !draft.isNew, draft.body["email_verified"] == nil { draft.resource.fields["email_verified"] = false }
        }
        if let locale = draft.resource.text("locale"), !isLocale(locale) {
            throw APIError(.badRequest, "invalid_locale", "locale must be a language tag such as en-US.")
        }
        if draft.isNew { try checkIdentities(draft.resource.fields["identities"] ?? []) }
        if let hash = try await UserPasswords.requested(draft.body, context) {
            draft.resource.hidden["password_hash"] = .string(hash.text)
        }
    }

    static func show(
        _ users: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        var members: [String: JSONObject] = [:]
        for user in users where user.text("name") == nil {
            let parts = [user.text("first_name"), user.text("last_name")].compactMap { $0 }.filter { !$0.isEmpty }
            if !parts.isEmpty { members[user.id] = ["name": .string(parts.joined(separator: " "))] }
        }
        return members
    }

    private static func refuseTaken(
        _ email: String, isNew: Bool, _ context: EmulatorContext
    ) async throws(APIError) {
        guard try await find(email: email, context) != nil else { return }
        let message = "This email is not available."
        guard isNew else { throw APIError(.badRequest, "email_not_available", message) }
        throw APIError(
            .badRequest, "user_creation_error", "Validation failed.",
            members: ["errors": [["code": "email_not_available", "message": .string(message)]]])
    }

    /// A language tag (RFC 5646 §2.1) of the forms that are in use: `de`, `pt-BR`, `es-419`.
    static func isLocale(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return (2...3).contains(parts[0].utf8.count) && parts[0].utf8.allSatisfy { (0x61...0x7A).contains($0) }
            && parts.dropFirst().allSatisfy { part in
                (2...8).contains(part.utf8.count)
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    }
            }
    }

    private static func checkIdentities(_ identities: JSONValue) throws(APIError) {
        for identity in identities.array ?? [.null] {
            guard identity["type"] == "OAuth", identity["idp_id"]?.string != nil, identity["provider"]?.string != nil
            else {
                throw .invalid(
                    "identities", "invalid", "identities must be a list of {idp_id, type: OAuth, provider}.")
            }
        }
    }
}
