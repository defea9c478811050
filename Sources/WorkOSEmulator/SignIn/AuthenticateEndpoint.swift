internal import OAuth

/// `POST /user_management/authenticate`: who asks, then which grant.
enum AuthenticateEndpoint {
    static let operations = [
        Operation(.post, "/user_management/authenticate", access: .open, respond),
        Operation(.post, "/user_management/authorize/device", access: .open, SessionDeviceGrant.begin),
    ]

    @Sendable
    private static func respond(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let request = SignInRequest(
            try AuthenticateRequest(request.body), from: request.address)
        let application = try await SigningInApplication.authenticate(
            clientID: request.parsed.clientID, secret: request.parsed.clientSecret, context)
        switch request.parsed.grant {
        case .authorizationCode(let code, let verifier, let invitationToken):
            return try await SessionCodeGrant.answer(
                code: code, verifier: verifier, invitationToken: invitationToken, request, application, context)
        case .refreshToken(let token, let organizationID):
            return try await SessionRefresh.tokens(token, organizationID: organizationID, application, context)
        case .deviceCode(let code):
            return try await SessionDeviceGrant.answer(code, request, application, context)
        case .notEmulated(let name):
            throw .oauth(
                .badRequest, "unsupported_grant_type",
                "The grant type \(name) exists in WorkOS but is not emulated yet.")
        case .unsupported:
            throw .oauth(.badRequest, "unsupported_grant_type", "There is no such grant type.")
        default: break
        }
        try application.requireSecret()
        switch request.parsed.grant {
        case .password(let email, let password, let invitationToken):
            return try await PasswordGrant.answer(
                email: email, password: password, invitationToken: invitationToken, request, application, context)
        case .magicAuth(let email, let code, let invitationToken):
            return try await MagicAuthGrant.answer(
                email: email, code: code, invitationToken: invitationToken, request, application, context)
        case .emailVerification(let code, let pending):
            return try await EmailVerificationGrant.answer(code: code, pending: pending, application, context)
        case .totp(let code, let pending, let challengeID):
            return try await TOTPGrant.answer(
                code: code, pending: pending, challengeID: challengeID, application, context)
        case .organizationSelection(let organizationID, let pending):
            return try await OrganizationSelectionGrant.answer(
                organizationID: organizationID, pending: pending, application, context)
        case .authorizationCode, .refreshToken, .deviceCode, .notEmulated, .unsupported:
            throw .oauth(.badRequest, "unsupported_grant_type", "There is no such grant type.")
        }
    }
}

/// A request with where it comes from.
struct SignInRequest: Sendable {
    let parsed: AuthenticateRequest
    private let sender: String

    init(_ parsed: AuthenticateRequest, from sender: String) {
        self.parsed = parsed
        self.sender = sender
    }

    /// The person's address, which an application that has shown its secret is believed to know.
    var address: String { parsed.ipAddress ?? sender }

    func progress(
        userID: String, _ method: AuthenticationMethod, _ application: SigningInApplication, at now: Timestamp
    ) -> SignInProgress {
        var progress = SignInProgress(
            userID: userID, clientID: application.clientID, method: method, authenticatedAt: now)
        progress.isPublic = application.isPublic
        progress.ipAddress = parsed.ipAddress
        progress.userAgent = parsed.userAgent
        return progress
    }
}
