internal import OAuth

/// Exchanging the code that a person's browser brought back from the sign-in page.
enum SessionCodeGrant {
    static func answer(
        code: Secret, verifier: Secret?, invitationToken: String?, _ request: SignInRequest,
        _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let found = try await SignInCodes.find(code, for: .session, context)
        try await found.check(application: application, verifier: verifier, context)
        guard var progress = SignInProgress(json: found.content) else { throw SignInCodes.unknown }
        progress.isPublic = application.isPublic
        progress.invitationToken = invitationToken ?? progress.invitationToken
        progress.ipAddress = request.parsed.ipAddress ?? progress.ipAddress
        progress.userAgent = request.parsed.userAgent ?? progress.userAgent
        return try await SignInSteps.proceed(progress, using: found.use, context)
    }
}
