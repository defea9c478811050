internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A new address that a person wants to have, and the code that was sent there.
    package static let emailChange = ResourceType(
        "email_change", title: "Email Change", prefix: "email_change_",
        fields: [
            .reference("user_id", .user).fixed(), Field("new_email", .email).internalOnly(),
            Field("expires_at", .timestamp).internalOnly(), .text("code").internalOnly().hidden(),
        ])
}

/// Changing an address by a code that is sent to the new one.
enum EmailChanges {
    static let operations = [
        Operation(.post, "/user_management/users/{id}/email_change/send", send),
        Operation(.post, "/user_management/users/{id}/email_change/confirm", confirm),
    ]

    private static let refusals = OneTimeCodes.Refusals(
        incorrect: APIError(.badRequest, "email_change_code_incorrect", "The code is incorrect."),
        expired: APIError(.badRequest, "email_change_code_expired", "The code has expired."),
        used: APIError(.conflict, "email_change_code_previously_used", "The code has been used already."),
        tooManyGuesses: APIError(
            .tooManyRequests, "email_change_too_many_attempts", "The code has ended after too many wrong ones."))

    private static let notAvailable = APIError(.conflict, "email_not_available", "This email is not available.")

    /// Mails a code to the new address. Of several the newest counts.
    @Sendable
    private static func send(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("id"))
        let email = try request.required("new_email")
        guard EmailAddress.isWellFormed(email) else {
            throw APIError(.unprocessable, "invalid_email", "new_email must be an address, such as a@example.com.")
        }
        guard !Users.isSameAddress(user.text("email"), email) else {
            throw APIError(.conflict, "email_change_not_needed", "The user has this address already.")
        }
        guard try await Users.find(email: email, context) == nil else { throw notAvailable }
        let code = OneTimeCodes.code(context)
        let change = try await context.create(.emailChange, ["user_id": .string(user.id)]) { resource in
            resource.fields["new_email"] = .string(email)
            resource.fields["code"] = .string(code)
            OneTimeCodes.limit(&resource, context)
        }
        let message = MailMessage(
            to: email, kind: .emailChange, code: code, resourceID: change.id, sentAt: context.clock.now())
        try await stored { try await context.mailbox.deliver(message) }
        return APIAnswer([
            "object": "email_change", "user": try await context.show(.user, user), "new_email": .string(email),
            "expires_at": change.fields["expires_at"] ?? .null, "created_at": .string(change.createdAt.rfc3339),
        ])
    }

    @Sendable
    private static func confirm(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let code = try request.required("code")
        let user = try await context.find(.user, request.parameter("id"))
        guard let change = try await context.latest(.emailChange, "user_id", user.id) else {
            throw APIError(.conflict, "no_pending_email_change", "The user has no change of address pending.")
        }
        let email = change.text("new_email") ?? ""
        _ = try await OneTimeCodes.use(code, of: change.id, .emailChange, refusals, context) {
            _ async throws(APIError) in
            if let other = try await Users.find(email: email, context), other.id != user.id { throw notAvailable }
            return [
                try await context.changed(user: user.id) { user in
                    user.fields["email"] = .string(email)
                    user.fields["email_verified"] = true
                }
            ]
        }
        let changed = try await context.find(.user, user.id)
        return APIAnswer(["object": "email_change_confirmation", "user": try await context.show(.user, changed)])
    }
}
