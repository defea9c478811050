internal import OAuth
internal import Storage

/// Signing in with a code that was sent to the person's address.
enum MagicAuthGrant {
    static func answer(
        email: String, code: String, invitationToken: String?, _ request: SignInRequest,
        _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let user = try await MagicAuths.use(code: code, email: email, context)
        var progress = request.progress(userID: user.id, .magicAuth, application, at: context.clock.now())
        progress.invitationToken = invitationToken
        return try await SignInSteps.proceed(progress, context)
    }
}
