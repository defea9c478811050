internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A code that was sent to a person's address, to find out whether it is theirs.
    package static let emailVerification = ResourceType(
        "email_verification", title: "Email Verification", prefix: "email_verification_",
        fields: [
            .reference("user_id", .user).fixed(), Field("email", .email).internalOnly(),
            Field("expires_at", .timestamp).internalOnly(), .text("code").internalOnly(),
        ],
        routes: [.read("/user_management/email_verification/{id}")])
}

/// Finding out whether an address is its user's.
enum EmailVerifications {
    static let operations = [
        Operation(.post, "/user_management/users/{id}/email_verification/send", send),
        Operation(.post, "/user_management/users/{id}/email_verification/confirm", confirm),
    ]

    private static let refusals = OneTimeCodes.Refusals(
        incorrect: APIError(.badRequest, "email_verification_code_incorrect", "The code is incorrect."),
        expired: APIError(.badRequest, "email_verification_code_expired", "The code has expired."),
        used: APIError(.badRequest, "email_verification_code_previously_used", "The code has been used already."),
        tooManyGuesses: APIError(
            .badRequest, "email_verification_code_expired", "The code has ended after too many wrong ones."))

    /// What a sign-in says of them.
    private static let signInRefusals = OneTimeCodes.Refusals(
        incorrect: APIError(.badRequest, "invalid_one_time_code", "The code is incorrect."),
        expired: APIError(.badRequest, "one_time_code_expired", "The code has expired."),
        used: APIError(.badRequest, "one_time_code_previously_used", "The code has been used already."),
        tooManyGuesses: APIError(
            .badRequest, "one_time_code_too_many_attempts", "The code has ended after too many wrong ones."))

    /// Mails a code. Of several the newest counts.
    static func send(to user: Resource, _ context: EmulatorContext) async throws(APIError) -> Resource {
        let email = user.text("email") ?? ""
        let code = OneTimeCodes.code(context)
        let verification = try await context.create(.emailVerification, ["user_id": .string(user.id)]) { resource in
            resource.fields["email"] = .string(email)
            resource.fields["code"] = .string(code)
            OneTimeCodes.limit(&resource, context)
        }
        let message = MailMessage(
            to: email, kind: .emailVerification, code: code, resourceID: verification.id, sentAt: context.clock.now())
        try await stored { try await context.mailbox.deliver(message) }
        return verification
    }

    /// Judges the code of a verification, for a sign-in that waits for it.
    /// - Returns: the person, whose address is theirs now.
    static func use(code: String, id: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        try await use(code, try await context.find(.emailVerification, id), signInRefusals, context)
    }

    private static func use(
        _ code: String, _ verification: Resource, _ refusals: OneTimeCodes.Refusals, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        let userID = verification.text("user_id") ?? ""
        let isNewest = try await context.latest(.emailVerification, "user_id", userID)?.id == verification.id
        let user = try await context.find(.user, userID)
        guard isNewest, verification.isFor(user) else { throw refusals.expired }
        _ = try await OneTimeCodes.use(code, of: verification.id, .emailVerification, refusals, context) {
            current async throws(APIError) in
            let user = try await context.find(.user, userID)
            guard current.isFor(user) else { throw refusals.expired }
            return [try await context.changed(user: userID) { $0.fields["email_verified"] = true }]
        }
        return try await context.find(.user, userID)
    }

    // MARK: - Operations

    @Sendable
    private static func send(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("id"))
        guard user.flag("email_verified") != true else {
            throw APIError(.badRequest, "email_already_verified", "The address is verified already.")
        }
        _ = try await send(to: user, context)
        return APIAnswer(["user": try await context.show(.user, user)])
    }

    @Sendable
    private static func confirm(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let code = try request.required("code")
        let user = try await context.find(.user, request.parameter("id"))
        let latest = try await context.latest(.emailVerification, "user_id", user.id)
        if user.flag("email_verified") == true {
            if let latest, latest.hiddenText("used_at") != nil, let right = latest.text("code"),
                constantTimeEqual(Array(code.utf8), Array(right.utf8))
            {
                throw refusals.used
            }
            throw APIError(.badRequest, "email_previously_verified", "The address has been verified already.")
        }
        guard let latest else { throw refusals.incorrect }
        let verified = try await use(code, latest, refusals, context)
        return APIAnswer(["user": try await context.show(.user, verified)])
    }
}
