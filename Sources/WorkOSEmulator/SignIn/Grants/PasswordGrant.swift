internal import AuthorizationServer
internal import OAuth
internal import Storage

/// Signing in with an address and a password.
enum PasswordGrant {
    static func answer(
        email: String, password: Secret, invitationToken: String?, _ request: SignInRequest,
        _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let userID: String
        do throws(SignInFailure) {
            userID = try await context.server.identify(email: email, password: password, from: request.address).id
        } catch {
            throw PasswordGrant.error(error)
        }
        var progress = request.progress(userID: userID, .password, application, at: context.clock.now())
        progress.invitationToken = invitationToken
        return try await SignInSteps.proceed(progress, context)
    }

    private static func error(_ failure: SignInFailure) -> APIError {
        switch failure {
        case .wrongCredentials, .wrongCode, .unusable:
            return APIError(.badRequest, "invalid_credentials", "The email address or the password is wrong.")
        case .throttled(let retryAfter):
            var error = APIError.oauth(
                .tooManyRequests, "too_many_requests", "There were too many failed attempts. Try again later.")
            error.retryAfter = retryAfter
            return error
        case .unavailable(let detail):
            return APIError(
                .unavailable, "unavailable", "Signing in does not work at the moment.", retryAfter: 2, detail: detail)
        }
    }
}
