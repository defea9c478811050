internal import OAuth

/// Going on with a sign-in for which the person's address had to be verified.
enum EmailVerificationGrant {
    static func answer(
        code: String, pending: Secret, _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let (progress, use) = try await PendingAuthentications.find(
            pending, clientID: application.clientID, context)
        guard let id = progress.emailVerificationID else { throw use.refusal }
        _ = try await EmailVerifications.use(code: code, id: id, context)
        return try await SignInSteps.proceed(progress, using: use, context)
    }
}
