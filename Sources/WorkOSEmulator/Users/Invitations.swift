internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// That somebody is asked to sign up, or to join an organization.
    package static let invitation = ResourceType(
        "invitation", title: "Invitation", prefix: "invitation_",
        fields: [
            Field("email", .email).required().fixed().caseless().tagged(),
            Field("state", .choice(["pending", "accepted", "expired", "revoked"])).internalOnly().or("pending"),
            Field("accepted_at", .timestamp).internalOnly(), Field("revoked_at", .timestamp).internalOnly(),
            Field("expires_at", .timestamp).internalOnly(),
            .reference("organization_id", .organization).fixed(),
            .reference("inviter_user_id", ResourceReference(kind: "user", title: "User", isParent: false)).fixed(),
            .text("accepted_user_id").internalOnly(), .text("role_slug", 1...100).fixed(),
            .text("token").internalOnly(), .text("accept_invitation_url").internalOnly(),
        ],
        routes: [
            .list(
                "/user_management/invitations",
                filters: [Filter("organization_id"), Filter("email", isLowercased: true)]),
            .read("/user_management/invitations/{id}"),
        ],
        seed: SeedBlock(
            "invitations",
            references: [
                .init("organization", field: "organization_id", kind: "organization"),
                .init("inviter", field: "inviter_user_id", kind: "user"),
            ]),
        writing: Invitations.write, showing: Invitations.show)
}

/// Invitations, from the mail to the membership.
package enum Invitations {
    private static let path = "/user_management/invitations"

    static let operations = [
        Operation(.post, path, send), Operation(.get, "\(path)/by_token/{token}", readByToken),
        Operation(.post, "\(path)/{id}/accept", accept), Operation(.post, "\(path)/{id}/resend", resend),
        Operation(.post, "\(path)/{id}/revoke", revoke),
    ]

    /// The key that an address has at most one open invitation for each organization by, and for none.
    private static let pendingKey = "pending"

    static func find(token: String, _ context: EmulatorContext) async throws(APIError) -> Resource? {
        let kind = ResourceType.invitation.object
        return try await stored {
            try await context.store.resource(kind: kind, key: .hash(SecretHash(Secret(token))))
        }
    }

    /// The address that an invitation is for.
    /// - Throws: `invitation_invalid` when it can no longer be accepted.
    static func address(token: String, _ context: EmulatorContext) async throws(APIError) -> String {
        guard let found = try await find(token: token, context), state(found, context) == "pending",
            let email = found.text("email")
        else { throw .oauth(.badRequest, "invitation_invalid", "The invitation is not valid.") }
        return email
    }

    /// What has not been answered expires by itself.
    static func state(_ invitation: Resource, _ context: EmulatorContext) -> String {
        let state = invitation.text("state") ?? "pending"
        guard state == "pending", let end = invitation.timestamp("expires_at"), end <= context.clock.now() else {
            return state
        }
        return "expired"
    }

    /// Whether it can be accepted by whoever has this address.
    static func isOpen(_ invitation: Resource, for email: String, _ context: EmulatorContext) -> Bool {
        state(invitation, context) == "pending"
            && invitation.text("email")?.lowercasedASCII.utf8.elementsEqual(email.lowercasedASCII.utf8) == true
    }

    static func show(
        _ invitations: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        var members: [String: JSONObject] = [:]
        for invitation in invitations { members[invitation.id] = ["state": .string(state(invitation, context))] }
        return members
    }

    // MARK: - Operations

    @Sendable
    private static func send(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let invitation: Resource
        do throws(APIError) {
            invitation = try await context.create(.invitation, request.body)
        } catch {
            // Another request was faster.
            guard error.code == "\(pendingKey)_already_used" else { throw error }
            throw alreadyInvited(request.body["organization_id"]?.string)
        }
        try await mail(invitation, context)
        return APIAnswer(try await context.show(.invitation, invitation), status: 201)
    }

    @Sendable
    private static func readByToken(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        guard let found = try await find(token: request.parameter("token"), context) else {
            throw .notFound(ResourceType.invitation.title, "token")
        }
        return APIAnswer(try await context.show(.invitation, found))
    }

    /// Accepts for the person with the address, who is made where there is none.
    @Sendable
    private static func accept(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let invitation = try await context.find(.invitation, request.parameter("id"))
        try refuseUnlessPending(invitation, context)
        let email = invitation.text("email") ?? ""
        let user = try await Users.findOrCreate(email: email, isVerified: true, context)
        let accepted = try await accept(id: invitation.id, user: user, by: .application, context)
        return APIAnswer(try await context.show(.invitation, accepted))
    }

    @Sendable
    private static func resend(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let invitation = try await context.find(.invitation, request.parameter("id"))
        switch state(invitation, context) {
        case "expired": throw APIError(.badRequest, "invite_expired", "Invite has expired.")
        case "revoked": throw APIError(.badRequest, "invite_revoked", "Invite has been revoked.")
        case "accepted": throw APIError(.badRequest, "invite_accepted", "Invite has already been accepted.")
        default: try await mail(invitation, context)
        }
        return APIAnswer(try await context.show(.invitation, invitation))
    }

    @Sendable
    private static func revoke(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let revoked = try await context.set(.invitation, request.parameter("id")) { invitation throws(APIError) in
            try refuseUnlessPending(invitation, context)
            invitation.fields["state"] = "revoked"
            invitation.fields["revoked_at"] = .string(context.clock.now().rfc3339)
            close(&invitation)
        }
        return APIAnswer(try await context.show(.invitation, revoked))
    }

    static func refuseUnlessPending(_ invitation: Resource, _ context: EmulatorContext) throws(APIError) {
        guard state(invitation, context) == "pending" else {
            throw APIError(.badRequest, "invite_not_pending", "Invite is not pending.")
        }
    }

    /// The address can be invited again.
    static func close(_ invitation: inout Resource) {
        invitation.uniqueKeys.removeAll { $0.name == pendingKey }
    }

    static func pending(_ invitation: Resource) -> ResourceKey {
        let email = invitation.text("email") ?? ""
        return ResourceKey(pendingKey, "\(email.lowercasedASCII) \(invitation.text("organization_id") ?? "")")
    }

    private static func mail(_ invitation: Resource, _ context: EmulatorContext) async throws(APIError) {
        let message = MailMessage(
            to: invitation.text("email") ?? "", kind: .invitation, link: invitation.text("accept_invitation_url"),
            resourceID: invitation.id, sentAt: context.clock.now())
        try await stored { try await context.mailbox.deliver(message) }
    }
}
