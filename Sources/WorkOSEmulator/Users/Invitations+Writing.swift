internal import AuthorizationServer
internal import JSON
internal import OAuth
package import Storage

// How an invitation begins, and how it becomes a membership.
extension Invitations {
    private static let shortest: Int64 = 1
    private static let longest: Int64 = 30
    private static let usual: Int64 = 7
    private static let day: Int64 = 86_400
    /// How long one that has ended is still shown, in days.
    private static let afterlife: Int64 = 365

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        guard draft.isNew else { return }
        let days = try days(draft.body)
        if let slug = draft.resource.text("role_slug") {
            do throws(APIError) {
                try await MembershipRoles.check([slug], context)
            } catch {
                throw APIError(.badRequest, error.code, error.message)
            }
        }
        try await refuseKnown(draft.resource, context)
        let key = pending(draft.resource)
        try await makeRoom(for: draft.resource, key, context)
        let token = context.random.token()
        let end = context.clock.now().adding(seconds: days * day)
        // Whoever has the API's key may see it, and puts it into a mail of their own.
        draft.resource.fields["token"] = .string(token.revealed())
        draft.resource.fields["accept_invitation_url"] = .string(
            context.configuration.url("/invite?invitation_token=" + token.revealed()))
        draft.resource.fields["expires_at"] = .string(end.rfc3339)
        draft.resource.expiresAt = end.adding(seconds: afterlife * day)
        draft.resource.uniqueKeys += [.hash(SecretHash(token)), key]
    }

    /// One that has expired gives way.
    private static func makeRoom(
        for invitation: Resource, _ key: ResourceKey, _ context: EmulatorContext
    ) async throws(APIError) {
        let kind = ResourceType.invitation.object
        guard var open = try await stored({ try await context.store.resource(kind: kind, key: key) }) else { return }
        guard state(open, context) == "expired" else { throw alreadyInvited(invitation.text("organization_id")) }
        close(&open)
        do throws(APIError) {
            try await context.write(.invitation, [.replace(open)])
        } catch {
            // Another request changed it: whether there is room shows when this one is written.
            guard error.code == "conflict" else { throw error }
        }
    }

    static func alreadyInvited(_ organizationID: String?) -> APIError {
        APIError(
            .badRequest, organizationID == nil ? "email_already_invited" : "email_already_invited_to_organization",
            "An invitation for this email is pending already.")
    }

    private static func days(_ body: JSONObject) throws(APIError) -> Int64 {
        guard let value = body["expires_in_days"], value != .null else { return usual }
        guard let days = value.integer else {
            throw .invalid("expires_in_days", "invalid_type", "expires_in_days must be a whole number.")
        }
        if days < shortest {
            throw APIError(
                .badRequest, "expires_in_days_too_short", "expires_in_days must be at least \(shortest).")
        }
        if days > longest {
            throw APIError(.badRequest, "expires_in_days_too_long", "expires_in_days must be at most \(longest).")
        }
        return days
    }

    /// Whoever is there already needs no invitation.
    private static func refuseKnown(_ invitation: Resource, _ context: EmulatorContext) async throws(APIError) {
        guard let user = try await Users.find(email: invitation.text("email") ?? "", context) else { return }
        guard let organizationID = invitation.text("organization_id") else {
            throw APIError(.badRequest, "user_already_exists", "A user with this email exists already.")
        }
        let membership = try await membership(of: user.id, in: organizationID, context)
        if membership?.text("status") == OrganizationMembership.Status.active.rawValue {
            throw APIError(
                .badRequest, "user_already_organization_member",
                "A user with this email is a member of this organization already.")
        }
    }

    // MARK: - Accepting

    /// What accepts an invitation, and so says whether the address is the person's, to which the link was sent.
    enum Acceptor {
        /// An application, which shows nothing of the person.
        case application
        /// The link, from somebody who signed in otherwise than by their password.
        case link
        /// The link, from somebody who knows the person's password.
        case linkAndPassword
    }

    /// The invitation that a person who is signing in can accept.
    /// - Throws: `invitation_invalid`, or `invitation_cannot_be_used_for_email` for whoever has another address.
    @discardableResult
    static func open(
        token: String, for user: Resource, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        guard let invitation = try await find(token: token, context), state(invitation, context) == "pending" else {
            throw .oauth(.badRequest, "invitation_invalid", "The invitation is not valid.")
        }
        guard isOpen(invitation, for: user.text("email") ?? "", context) else {
            throw .oauth(
                .badRequest, "invitation_cannot_be_used_for_email", "The invitation is for another address.")
        }
        return invitation
    }

    /// Accepts an invitation for a person who is signing in.
    /// - Parameter isPasswordShown: whether they sign in with their password.
    /// - Returns: the organization that they are a member of now, if it was for one.
    /// - Throws: `invitation_invalid`, or `invitation_cannot_be_used_for_email` for whoever has another address.
    package static func accept(
        token: String, user: Resource, isPasswordShown: Bool = false, _ context: EmulatorContext
    ) async throws(APIError) -> String? {
        let invitation = try await open(token: token, for: user, context)
        let acceptor = isPasswordShown ? Acceptor.linkAndPassword : .link
        return try await accept(id: invitation.id, user: user, by: acceptor, context).text("organization_id")
    }

    /// Accepts an invitation, and makes the person a member in the same commit.
    static func accept(
        id: String, user: Resource, by acceptor: Acceptor, _ context: EmulatorContext
    ) async throws(APIError) -> Resource {
        let userID = user.id
        return try await context.change(.invitation, id) { current async throws(APIError) in
            try refuseUnlessPending(current, context)
            let user = try await context.find(.user, userID)
            guard isOpen(current, for: user.text("email") ?? "", context) else {
                throw APIError(.badRequest, "invalid_invite", "The invitation is for another address.")
            }
            var draft = Draft(body: [:], resource: current, previous: current)
            draft.resource.fields["state"] = "accepted"
            draft.resource.fields["accepted_at"] = .string(context.clock.now().rfc3339)
            draft.resource.fields["accepted_user_id"] = .string(userID)
            close(&draft.resource)
            let organizationID = current.text("organization_id")
            if let organizationID {
                draft.also += try await joining(
                    userID, organizationID, role: current.text("role_slug"), context)
            }
            draft.also.append(
                try await context.changed(user: userID) { user in
                    acceptor.judgeAddress(of: &user)
                    if let organizationID { user.setActiveMember(true, of: organizationID) }
                })
            return draft
        }
    }

    private static func joining(
        _ userID: String, _ organizationID: String, role: String?, _ context: EmulatorContext
    ) async throws(APIError) -> [ResourceChange] {
        let now = context.clock.now()
        guard var membership = try await membership(of: userID, in: organizationID, context) else {
            let new = OrganizationMembership(
                id: context.identifiers.next(ResourceType.organizationMembership.prefix), userID: userID,
                organizationID: organizationID, roles: [role ?? OrganizationMembership.defaultRole], createdAt: now)
            return [.insert(new.resource)]
        }
        guard membership.text("status") != OrganizationMembership.Status.active.rawValue else { return [] }
        membership.fields["status"] = .string(OrganizationMembership.Status.active.rawValue)
        if let role { OrganizationMemberships.setRoles([role], of: &membership) }
        membership.updatedAt = now
        ResourceType.organizationMembership.index(&membership)
        return [.replace(membership)]
    }

    private static func membership(
        of userID: String, in organizationID: String, _ context: EmulatorContext
    ) async throws(APIError) -> Resource? {
        let key = ResourceKey.membership(ofUser: userID, in: organizationID)
        return try await stored {
            try await context.store.resource(kind: ResourceType.organizationMembership.object, key: key)
        }
    }
}

extension Invitations.Acceptor {
    fileprivate func judgeAddress(of user: inout Resource) {
        switch self {
        case .application where Users.hasDoubtfulPassword(user): break
        case .application, .linkAndPassword: user.fields["email_verified"] = true
        case .link: Users.verifyAddress(of: &user)
        }
    }
}
