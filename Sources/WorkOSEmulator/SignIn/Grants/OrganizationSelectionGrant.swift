internal import OAuth

/// Going on with a sign-in for which an organization had to be chosen.
enum OrganizationSelectionGrant {
    static func answer(
        organizationID: String, pending: Secret, _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        var (progress, use) = try await PendingAuthentications.find(
            pending, clientID: application.clientID, context)
        progress.organizationID = organizationID
        return try await SignInSteps.proceed(progress, using: use, context)
    }
}
