internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A link that was sent to a person who forgot their password.
    package static let passwordReset = ResourceType(
        "password_reset", title: "Password Reset", prefix: "password_reset_",
        fields: [
            .reference("user_id", .user).fixed(), Field("email", .email).internalOnly(),
            .text("password_reset_token").internalOnly(), .text("password_reset_url").internalOnly(),
            Field("expires_at", .timestamp).internalOnly(),
        ])
}

/// Setting a new password by a link.
enum PasswordResets {
    static let operations = [
        Operation(.post, "/user_management/password_reset", send),
        Operation(.get, "/user_management/password_reset/{id}", read),
        Operation(.post, "/user_management/password_reset/confirm", confirm),
    ]

    /// An hour.
    private static let lifetime: Int64 = 3600

    private static let refusals = OneTimeCodes.Refusals(
        incorrect: refusal("password_reset_token_invalid", "The token is not valid."),
        expired: refusal("password_reset_token_expired", "The token has expired."),
        used: refusal("password_reset_token_used", "The token has been used already."),
        tooManyGuesses: refusal("password_reset_token_expired", "The token has expired."))

    private static func refusal(_ code: String, _ message: String) -> APIError {
        APIError(
            .badRequest, "password_reset_error", "The password could not be reset.",
            members: ["errors": [["code": .string(code), "message": .string(message)]]])
    }

    /// Mails a link. Of several the newest counts.
    @Sendable
    private static func send(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let email = try request.requiredEmail("email")
        guard let user = try await Users.find(email: email, context) else { throw .notFound("User", email) }
        let token = context.random.token()
        let link = context.configuration.url("/reset-password?token=" + token.revealed())
        let address = user.text("email") ?? email
        let reset = try await context.create(.passwordReset, ["user_id": .string(user.id)]) { resource in
            resource.fields["email"] = .string(address)
            // Whoever has the API's key may see it, and puts it into a mail of their own.
            resource.fields["password_reset_token"] = .string(token.revealed())
            resource.fields["password_reset_url"] = .string(link)
            resource.uniqueKeys.append(.hash(SecretHash(token)))
            OneTimeCodes.limit(&resource, to: lifetime, context)
        }
        let message = MailMessage(
            to: address, kind: .passwordReset, link: link, resourceID: reset.id, sentAt: context.clock.now())
        try await stored { try await context.mailbox.deliver(message) }
        return APIAnswer(show(reset), status: 201)
    }

    /// Ends the links that were sent for a password that is no more.
    static func expire(ofUser id: String, _ context: EmulatorContext) async throws(APIError) {
        let now = context.clock.now()
        for reset in try await context.all(.passwordReset, "user_id", id) {
            try await context.set(.passwordReset, reset.id) { reset in
                guard let end = reset.timestamp("expires_at"), now < end else { return }
                reset.fields["expires_at"] = .string(now.rfc3339)
            }
        }
    }

    @Sendable
    private static func read(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        APIAnswer(show(try await context.find(.passwordReset, request.parameter("id"))))
    }

    /// The API says of a reset when it was made, and of no change.
    private static func show(_ reset: Resource) -> JSONValue {
        var shown = ResourceType.passwordReset.shown(reset).object ?? [:]
        shown["updated_at"] = nil
        return .object(shown)
    }

    /// Sets the new password, and ends what was begun with the old one. Whoever read the mail has the address.
    @Sendable
    private static func confirm(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let token = Secret(try request.required("token"))
        let password = Secret(try request.required("new_password"))
        let kind = ResourceType.passwordReset.object
        let found = try await stored {
            try await context.store.resource(kind: kind, key: .hash(SecretHash(token)))
        }
        guard let found else { throw .notFound(ResourceType.passwordReset.title, "token") }
        let userID = found.text("user_id") ?? ""
        guard try await context.latest(.passwordReset, "user_id", userID)?.id == found.id else {
            throw refusals.expired
        }
        let hash = try await UserPasswords.chosen(password, "password_reset_error", context)
        _ = try await OneTimeCodes.use(
            token.revealed(), of: found.id, .passwordReset, field: "password_reset_token", refusals, context
        ) { current async throws(APIError) in
            let user = try await context.find(.user, userID)
            guard current.isFor(user) else { throw refusals.expired }
            return [
                try await context.changed(user: userID) { user in
                    user.hidden["password_hash"] = .string(hash.text)
                    user.fields["email_verified"] = true
                }
            ]
        }
        let user = try await context.find(.user, userID)
        try await Users.endEverything(user, context)
        return APIAnswer(["user": try await context.show(.user, user)])
    }
}
