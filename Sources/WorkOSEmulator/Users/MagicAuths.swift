internal import JSON
internal import OAuth
package import Storage

extension ResourceType {
    /// A code by which a person signs in.
    package static let magicAuth = ResourceType(
        "magic_auth", title: "Magic Auth", prefix: "magic_auth_",
        fields: [
            .reference("user_id", .user).fixed(), Field("email", .email).internalOnly().caseless().tagged(),
            Field("expires_at", .timestamp).internalOnly(), .text("code").internalOnly(),
        ],
        routes: [.read("/user_management/magic_auth/{id}")])
}

/// Signing in, or up, by a code.
package enum MagicAuths {
    static let operations = [Operation(.post, "/user_management/magic_auth", send)]

    private static let refusals = OneTimeCodes.Refusals(
        incorrect: APIError(.badRequest, "invalid_one_time_code", "The code is incorrect."),
        expired: APIError(.badRequest, "one_time_code_expired", "The code has expired."),
        used: APIError(.badRequest, "one_time_code_previously_used", "The code has been used already."),
        tooManyGuesses: APIError(
            .badRequest, "one_time_code_too_many_attempts", "The code has ended after too many wrong ones."))

    @Sendable
    private static func send(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let email = try request.requiredEmail("email")
        var invitationID: String?
        if let token = request.body["invitation_token"]?.string {
            guard let invitation = try await Invitations.find(token: token, context),
                Invitations.isOpen(invitation, for: email, context)
            else {
                throw .oauth(
                    .badRequest, "invitation_invalid", "The invitation is not valid, or is for another address.")
            }
            invitationID = invitation.id
        }
        let magic = try await send(to: email, invitationID: invitationID, context)
        return APIAnswer(try await context.show(.magicAuth, magic), status: 201)
    }

    /// Mails a code. Whoever is unknown signs up with it. Of several codes the newest counts.
    static func send(
        to email: String, invitationID: String? = nil, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        let user = try await Users.findOrCreate(email: email, isVerified: false, context)
        let address = user.text("email") ?? email
        let code = OneTimeCodes.code(context)
        let magic = try await context.create(.magicAuth, ["user_id": .string(user.id)]) { resource in
            resource.fields["email"] = .string(address)
            resource.fields["code"] = .string(code)
            resource.hidden["invitation_id"] = invitationID.map(JSONValue.string)
            OneTimeCodes.limit(&resource, context)
        }
        let message = MailMessage(
            to: address, kind: .magicAuth, code: code, resourceID: magic.id, sentAt: context.clock.now())
        try await stored { try await context.mailbox.deliver(message) }
        return magic
    }

    /// Judges the code that was sent to an address.
    /// - Returns: the person, whose address it is.
    package static func use(code: String, email: String, _ context: EmulatorContext) async throws(APIError) -> Resource
    {
        guard let magic = try await context.latest(.magicAuth, "email", email.lowercasedASCII) else {
            throw refusals.incorrect
        }
        let userID = magic.text("user_id") ?? ""
        var wasDoubtful = false
        _ = try await OneTimeCodes.use(code, of: magic.id, .magicAuth, refusals, context) {
            current async throws(APIError) in
            let user = try await context.find(.user, userID)
            guard current.isFor(user) else { throw refusals.expired }
            return [
                try await context.changed(user: userID) { user in
                    wasDoubtful = Users.hasDoubtfulPassword(user)
                    Users.verifyAddress(of: &user)
                }
            ]
        }
        if wasDoubtful { try await Users.endEverything(try await context.find(.user, userID), context) }
        if let invitationID = magic.hiddenText("invitation_id") {
            _ = try await Invitations.accept(
                id: invitationID, user: try await context.find(.user, userID), by: .link, context)
        }
        return try await context.find(.user, userID)
    }
}
