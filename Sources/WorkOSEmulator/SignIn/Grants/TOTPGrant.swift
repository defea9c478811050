internal import OAuth
internal import Storage

/// Going on with a sign-in that needed a second factor.
enum TOTPGrant {
    static func answer(
        code: String, pending: Secret, challengeID: String, _ application: SigningInApplication,
        _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        var (progress, use) = try await PendingAuthentications.find(
            pending, clientID: application.clientID, context)
        let factor = try await AuthenticationChallenges.use(id: challengeID, code: code, context)
        guard factor.text("user_id").map({ $0.utf8.elementsEqual(progress.userID.utf8) }) == true else {
            throw APIError(
                .badRequest, "user_mismatch", "The authentication challenge is of another user than the sign-in.")
        }
        progress.hasSecondFactor = true
        return try await SignInSteps.proceed(progress, using: use, context)
    }
}
