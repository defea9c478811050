internal import JSON
internal import OAuth
internal import Storage

/// What stands between somebody's showing who they are and a session: each step that is missing is an answer of its own,
/// with a token to go on with.
enum SignInSteps {
    /// Goes on as far as it can.
    /// - Parameter use: what got the person here, used up when there is something to show for it.
    static func proceed(
        _ progress: SignInProgress, using use: OneTime? = nil, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        var progress = progress
        guard var user = try await stored({ try await context.store.resource(id: progress.userID, kind: "user") })
        else { throw use?.refusal ?? invalidGrant }
        if let token = progress.invitationToken {
            // Its link was sent to the address, which needs no code besides.
            try await Invitations.open(token: token, for: user, context)
        } else {
            try await requireVerifiedAddress(progress, user, use, context)
        }
        try await requireSecondFactor(progress, user, use, context)
        if let token = progress.invitationToken {
            let isPasswordShown = progress.method == .password
            let joined = try await Invitations.accept(
                token: token, user: user, isPasswordShown: isPasswordShown, context)
            progress.organizationID = joined ?? progress.organizationID
            progress.invitationToken = nil
            if !isPasswordShown, Users.hasDoubtfulPassword(user) {
                try await Users.endEverything(user, sparing: use, context)
            }
            user = try await context.find(.user, user.id)
        }
        progress.organizationID = try await chooseOrganization(progress, user, use, context)
        return try await Sessions.begin(progress, user, using: use, context)
    }

    private static let invalidGrant = APIError.oauth(
        .badRequest, "invalid_grant", "The person does not exist any more.")

    // MARK: - Steps

    private static func requireVerifiedAddress(
        _ progress: SignInProgress, _ user: Resource, _ use: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) {
        guard progress.method.needsVerifiedAddress, user.flag("email_verified") != true else { return }
        let verification = try await EmailVerifications.send(to: user, context)
        var progress = progress
        progress.emailVerificationID = verification.id
        throw try await pending(
            progress, "email_verification_required", "Email ownership must be verified before authentication.",
            ["email": user.fields["email"] ?? .null, "email_verification_id": .string(verification.id)], use, context)
    }

    private static func requireSecondFactor(
        _ progress: SignInProgress, _ user: Resource, _ use: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) {
        guard progress.method.takesSecondFactor, !progress.hasSecondFactor else { return }
        let factors = try await AuthenticationFactors.ofUser(user.id, context)
        if factors.isEmpty {
            guard context.configuration.isMultiFactorRequired else { return }
            throw try await pending(
                progress, "mfa_enrollment", "The user must enroll in MFA to finish authenticating.",
                ["user": try await context.show(.user, user)], use, context)
        }
        let shown = factors.map { JSONValue.object(["id": .string($0.id), "type": $0.fields["type"] ?? "totp"]) }
        throw try await pending(
            progress, "mfa_challenge", "The user must complete an MFA challenge to finish authenticating.",
            ["authentication_factors": .array(shown), "user": try await context.show(.user, user)], use, context)
    }

    private static func chooseOrganization(
        _ progress: SignInProgress, _ user: Resource, _ use: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) -> String? {
        let organizations = try await stored { try await context.store.organizations(ofUser: user.id) }
        if let wanted = progress.organizationID {
            guard organizations.contains(where: { $0.id.utf8.elementsEqual(wanted.utf8) }) else {
                throw notMember
            }
            return wanted
        }
        guard organizations.count > 1 else { return organizations.first?.id }
        let shown = organizations.map { JSONValue.object(["id": .string($0.id), "name": .string($0.name)]) }
        throw try await pending(
            progress, "organization_selection_required",
            "The user must choose an organization to finish their authentication.",
            ["organizations": .array(shown), "user": try await context.show(.user, user)], use, context)
    }

    static let notMember = APIError(
        .badRequest, "invalid_organization_id", "The user is not an active member of this organization.")

    private static func pending(
        _ progress: SignInProgress, _ code: String, _ message: String, _ members: JSONObject, _ use: OneTime?,
        _ context: EmulatorContext
    ) async throws(APIError) -> APIError {
        let (token, change) = PendingAuthentications.make(progress, context)
        try await context.commit([change], using: use)
        var members = members
        // The application that asked is who may have it.
        members["pending_authentication_token"] = .string(token.revealed())
        return APIError(.forbidden, code, message, members: members)
    }
}
